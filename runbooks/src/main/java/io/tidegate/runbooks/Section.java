package io.tidegate.runbooks;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One mapping of a runbook while it is read. Whatever does not fit becomes a finding and reads as
 * null; so does a key that is not there, with a finding where it is required.
 */
final class Section {

  /** Whether a key may be left out. */
  enum Need {
    REQUIRED,
    OPTIONAL
  }

  /** One item of a list. */
  record Item(Node node, String path) {}

  private static final Pattern DURATION =
      Pattern.compile(
          "P(?=.)(?:\\d{1,6}D)?(?:T(?=.)(?:\\d{1,9}H)?(?:\\d{1,9}M)?(?:\\d{1,9}(?:\\.\\d{1,9})?S)?)?");
  private static final Pattern COUNT = Pattern.compile("0|[1-9]\\d{0,17}");
  private static final Pattern NOT_TEXT =
      Pattern.compile("(?i)[-+]?[\\d_.]*\\d[\\d_.]*(?:e[-+]?\\d+)?|true|false|yes|no|on|off");
  private static final int TEXT_LENGTH_MAX = 1_000;
  private static final int KEY_SHOWN_MAX = 64;

  private final Node.Fields fields;
  private final String path;
  private final FindingList findings;

  private Section(Node.Fields fields, String path, FindingList findings) {
    this.fields = fields;
    this.path = path;
    this.findings = findings;
  }

  /**
   * The mapping at a node, its keys checked against those of the language; null where it is none.
   */
  static @Nullable Section open(Node node, String path, FindingList findings, Words<String> keys) {
    if (node instanceof Node.Fields fields) {
      Section section = new Section(fields, path, findings);
      section.checkKeys(keys);
      return section;
    }
    if (!(node instanceof Node.Refused)) {
      findings.add(
          node.place(),
          path,
          node.described() + " where a mapping stands",
          "keys " + keys.allowed());
    }
    return null;
  }

  /** The path of a key below a path; a key that is too long to read is cut. */
  static String below(String path, String key) {
    String shown = key.length() > KEY_SHOWN_MAX ? key.substring(0, KEY_SHOWN_MAX) + "…" : key;
    return path.isEmpty() ? shown : path + "." + shown;
  }

  private void checkKeys(Words<String> keys) {
    for (Node.Entry entry : fields.entries()) {
      String key = entry.key();
      if (!keys.meanings().containsKey(key)) {
        String meant = keys.near(key).map(near -> ", did you mean " + near + "?").orElse("");
        findings.add(
            entry.place(),
            below(path, key),
            "unknown key " + FindingList.quoted(key) + meant,
            keys.allowed());
      }
    }
  }

  String path(String key) {
    return below(path, key);
  }

  /** Where a key's value stands, or the mapping where the key is not there. */
  Place place(String key) {
    return entry(key).map(Section::placeOf).orElse(fields.place());
  }

  boolean has(String key) {
    return entry(key).isPresent();
  }

  void finding(String key, String problem, String allowed) {
    findings.add(place(key), path(key), problem, allowed);
  }

  void finding(Item item, String problem, String allowed) {
    findings.add(item.node().place(), item.path(), problem, allowed);
  }

  boolean isEmpty() {
    return fields.entries().isEmpty();
  }

  /** Whether the value of a key is one of these words. */
  boolean says(String key, List<String> words) {
    return entry(key)
        .map(Node.Entry::value)
        .filter(Node.Scalar.class::isInstance)
        .map(Node.Scalar.class::cast)
        .filter(scalar -> words.contains(scalar.text()))
        .isPresent();
  }

  /** The value of a key, whatever it is; a key without a value counts as missing. */
  @Nullable Node node(String key, Need need, String allowed) {
    Optional<Node.Entry> entry = entry(key);
    if (entry.isEmpty()) {
      if (need == Need.REQUIRED) {
        findings.add(fields.place(), path(key), "missing", allowed);
      }
      return null;
    }
    Node value = entry.get().value();
    if (value instanceof Node.Refused) {
      return null;
    }
    if (value instanceof Node.Scalar scalar && scalar.isNothing()) {
      finding(key, "no value", allowed);
      return null;
    }
    return value;
  }

  /** Text that keeps a rule. */
  @Nullable String text(String key, Need need, Predicate<String> rule, String allowed) {
    Node node = node(key, need, allowed);
    return node == null ? null : text(new Item(node, path(key)), rule, allowed);
  }

  /** The text of a list's item that keeps a rule. */
  @Nullable String text(Item item, Predicate<String> rule, String allowed) {
    if (item.node() instanceof Node.Refused) {
      return null;
    }
    Place place = item.node().place();
    if (!(item.node() instanceof Node.Scalar scalar) || scalar.isNothing()) {
      findings.add(place, item.path(), item.node().described() + " where text stands", allowed);
      return null;
    }
    if (scalar.plain() && NOT_TEXT.matcher(scalar.text()).matches()) {
      findings.add(
          place, item.path(), scalar.text() + " is not text in YAML; put it in quotes", allowed);
      return null;
    }
    if (!rule.test(scalar.text())) {
      findings.add(
          place, item.path(), FindingList.quoted(scalar.text()) + " does not fit", allowed);
      return null;
    }
    return scalar.text();
  }

  /** A sentence for people. */
  @Nullable String sentence(String key, Need need) {
    return text(
        key,
        need,
        text -> !text.isBlank() && text.length() <= TEXT_LENGTH_MAX,
        "text of 1 to " + TEXT_LENGTH_MAX + " characters");
  }

  /** An ISO-8601 duration, a day being 24 hours. */
  @Nullable Duration duration(String key, Need need, Duration min, Duration max) {
    String allowed = "an ISO-8601 duration from " + shown(min) + " to " + shown(max);
    String text = text(key, need, written -> DURATION.matcher(written).matches(), allowed);
    if (text == null) {
      return null;
    }
    Duration duration = Duration.parse(text);
    if (duration.compareTo(min) < 0 || duration.compareTo(max) > 0) {
      finding(
          key, text + (duration.compareTo(min) < 0 ? " is too short" : " is too long"), allowed);
      return null;
    }
    return duration;
  }

  private static String shown(Duration bound) {
    boolean days = !bound.isZero() && bound.equals(Duration.ofDays(bound.toDays()));
    return days ? "P" + bound.toDays() + "D" : bound.toString();
  }

  /** Records, never negative. */
  @Nullable Long count(String key, Need need, long min) {
    return count(key, need, min, "a whole number from " + min);
  }

  /** The same, where something else is allowed as well. */
  @Nullable Long count(String key, Need need, long min, String allowed) {
    Node node = node(key, need, allowed);
    if (node == null) {
      return null;
    }
    boolean digits =
        node instanceof Node.Scalar scalar
            && scalar.plain()
            && COUNT.matcher(scalar.text()).matches();
    long number = digits ? Long.parseLong(((Node.Scalar) node).text()) : -1;
    if (number < min) {
      finding(key, node.described() + " is not a count", allowed);
      return null;
    }
    return number;
  }

  /** True or false, as YAML 1.2 writes them. */
  @Nullable Boolean flag(String key, Need need) {
    String allowed = "true or false";
    Node node = node(key, need, allowed);
    if (node == null) {
      return null;
    }
    boolean flag =
        node instanceof Node.Scalar scalar
            && scalar.plain()
            && (scalar.text().equals("true") || scalar.text().equals("false"));
    if (!flag) {
      finding(key, node.described() + " is neither true nor false", allowed);
      return null;
    }
    return ((Node.Scalar) node).text().equals("true");
  }

  /** One of the words of a place. */
  <T> @Nullable T word(String key, Need need, Words<T> words) {
    Node node = node(key, need, words.allowed());
    if (node == null) {
      return null;
    }
    if (!(node instanceof Node.Scalar scalar)) {
      finding(key, node.described() + " where a word stands", words.allowed());
      return null;
    }
    String word = scalar.text();
    T meaning = words.meanings().get(word);
    if (meaning == null) {
      String meant = words.near(word).map(near -> ", did you mean " + near + "?").orElse("");
      finding(key, "unknown word " + FindingList.quoted(word) + meant, words.allowed());
    }
    return meaning;
  }

  /** A mapping below a key. */
  @Nullable Section section(String key, Need need, Words<String> keys) {
    Node node = node(key, need, "keys " + keys.allowed());
    return node == null ? null : open(node, path(key), findings, keys);
  }

  /**
   * The items of a list; none where it is left out or is no list. A list that is there has at least
   * one.
   */
  List<Item> items(String key, Need need, String allowed) {
    List<Item> items = itemsOrNone(key, need, allowed);
    boolean list =
        entry(key).map(Node.Entry::value).filter(Node.Items.class::isInstance).isPresent();
    if (items.isEmpty() && list) {
      finding(key, "an empty list", allowed);
    }
    return items;
  }

  /** As {@link #items}, where an empty list says something too. */
  List<Item> itemsOrNone(String key, Need need, String allowed) {
    Node node = node(key, need, allowed);
    List<Item> items = new ArrayList<>();
    if (node instanceof Node.Items list) {
      for (Node item : list.nodes()) {
        items.add(new Item(item, path(key) + "[" + items.size() + "]"));
      }
    } else if (node != null) {
      finding(key, node.described() + " where a list stands", allowed);
    }
    return items;
  }

  private Optional<Node.Entry> entry(String key) {
    return fields.entries().stream().filter(entry -> entry.key().equals(key)).findFirst();
  }

  /** A value of no characters stands where its key does. */
  private static Place placeOf(Node.Entry entry) {
    boolean invisible =
        entry.value() instanceof Node.Scalar scalar && scalar.plain() && scalar.text().isEmpty();
    return invisible ? entry.place() : entry.value().place();
  }
}
