package io.tidegate.runbooks;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/** What may be called how. Each rule has its test and the sentence that tells a person. */
public final class Names {

  /**
   * Runbooks, waves, units, gates and clusters: they stand in URLs and in Temporal's workflow ids.
   */
  public static final String NAME =
      "1 to 64 of a-z A-Z 0-9 . _ -, first and last a letter or digit";

  private static final String ROLE_SHAPE =
      "1 to 128 of a-z A-Z 0-9 . _ : / @ -, first and last a letter or digit";

  /** Roles, as tokens carry them. */
  public static final String ROLE = ROLE_SHAPE + "; unit-owner and exception are taken";

  /** Whom a gate asks: there {@code unit-owner} has its meaning. */
  public static final String ASKED =
      "unit-owner for the owners of the units, or a role, " + ROLE_SHAPE + "; exception is taken";

  /** Kafka's own rule. */
  public static final String TOPIC = "1 to 249 of a-z A-Z 0-9 . _ -, neither . nor ..";

  /** Kafka takes any text; what nobody can see in it is refused here. */
  public static final String GROUP =
      "1 to 255 characters, no control characters, no space at either end";

  /** A header's name or value that marks a record. */
  public static final String MARKER = "1 to 255 characters, no control characters";

  /** Who is fenced: a name that many share would fence the engine too. */
  public static final String PRINCIPAL =
      "Type:name, at most 255 characters, no control characters, the name not *";

  /** What a switch or probe is reached at. */
  public static final String URL =
      "http:// or https:// with a host, at most 2048 characters, without user, password or"
          + " fragment";

  /** The name of the slot that a YELLOW round has more; no role may be called so. */
  public static final String EXCEPTION = "exception";

  private static final Pattern NAME_FORM =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,62}[A-Za-z0-9])?");
  private static final Pattern ROLE_FORM =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._:/@-]{0,126}[A-Za-z0-9])?");
  private static final Pattern TOPIC_FORM = Pattern.compile("[A-Za-z0-9._-]{1,249}");
  private static final Pattern PRINCIPAL_FORM =
      Pattern.compile("[A-Za-z]+:(?!\\*$)[^\\p{Cntrl}\\s](?:[^\\p{Cntrl}]*[^\\p{Cntrl}\\s])?");
  private static final int TEXT_LENGTH_MAX = 255;
  private static final int URL_LENGTH_MAX = 2048;

  private Names() {}

  /** Whether a runbook, wave, unit, gate or cluster may be called so: {@link #NAME}. */
  public static boolean isName(String text) {
    return NAME_FORM.matcher(text).matches();
  }

  /** Whether a person's role may be called so: {@link #ROLE}. */
  public static boolean isRole(String text) {
    return ROLE_FORM.matcher(text).matches()
        && !text.equals(GateRule.UNIT_OWNER)
        && !text.equals(EXCEPTION);
  }

  /** Whether a header may be called so or have this value: {@link #MARKER}. */
  public static boolean isMarker(String text) {
    return !text.isEmpty()
        && text.length() <= TEXT_LENGTH_MAX
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** Whether it may be fenced: {@link #PRINCIPAL}. */
  public static boolean isPrincipal(String text) {
    return PRINCIPAL_FORM.matcher(text).matches() && text.length() <= TEXT_LENGTH_MAX;
  }

  /** Whether Kafka takes it as a topic: {@link #TOPIC}. */
  public static boolean isTopic(String text) {
    return TOPIC_FORM.matcher(text).matches() && !text.equals(".") && !text.equals("..");
  }

  /** Whether it may be a group: {@link #GROUP}. */
  public static boolean isGroup(String text) {
    return !text.isEmpty()
        && text.length() <= TEXT_LENGTH_MAX
        && text.equals(text.strip())
        && text.chars().noneMatch(Character::isISOControl);
  }

  /** Whether it may be called over HTTP: {@link #URL}. */
  public static boolean isUrl(String text) {
    if (text.length() > URL_LENGTH_MAX) {
      return false;
    }
    try {
      URI uri = new URI(text);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      return (scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getRawUserInfo() == null
          && uri.getRawFragment() == null;
    } catch (URISyntaxException notAUrl) {
      return false;
    }
  }
}
