package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads how applications and replicators are told what to do. */
final class SwitchReader {

  /** What each kind needs beside {@code via}. */
  private static final Map<String, List<String>> NEEDS =
      Map.of(
          "webhook", List.of("url"),
          "connect", List.of("url", "connector"),
          "command", List.of("name"),
          "manual", List.of("instructions"));

  private static final Words<String> SWITCHES = Words.keys(List.of("webhook", "command", "manual"));
  private static final Words<String> SWITCH_KEYS =
      Words.keys(List.of("via", "url", "name", "instructions", "within", "maxPause"));
  private static final Words<String> CONTROLS =
      Words.keys(List.of("webhook", "connect", "command", "manual"));
  private static final Words<String> CONTROL_KEYS =
      Words.keys(List.of("via", "url", "connector", "name", "instructions"));
  private static final Words<String> PROBES = Words.keys(List.of("webhook"));
  private static final Words<String> PROBE_KEYS = Words.keys(List.of("via", "url"));

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration WITHIN_MAX = Duration.ofHours(1);
  private static final Duration PAUSE_MAX = Duration.ofDays(1);

  private SwitchReader() {}

  /** A switch of a unit, {@code consumers} or {@code producers}. */
  static @Nullable Switch ofUnit(Section unit, String key, Section.Need need) {
    Section section = unit.section(key, need, SWITCH_KEYS);
    return section == null ? null : read(section, null, REQUIRED);
  }

  /**
   * A switch of a group; bounds that it leaves out are the unit's.
   *
   * @param unit null where the unit's own switch has a finding
   */
  static @Nullable Switch ofGroup(Section group, @Nullable Switch unit) {
    Section section = group.section("consumers", OPTIONAL, SWITCH_KEYS);
    if (section == null) {
      return null;
    }
    Switch own = read(section, unit, OPTIONAL);
    if (own != null && unit != null && own.within().compareTo(unit.within()) > 0) {
      section.finding(
          "within",
          own.within() + " exceeds that of the unit, " + unit.within(),
          "at most " + unit.within());
    }
    return own;
  }

  private static @Nullable Switch read(
      Section section, @Nullable Switch unit, Section.Need bounds) {
    String via = kind(section, SWITCHES);
    Duration within = section.duration("within", bounds, SECOND, WITHIN_MAX);
    Duration maxPause = section.duration("maxPause", bounds, SECOND, PAUSE_MAX);
    String what = via == null ? null : what(section, via);
    if (unit != null) {
      within = section.has("within") ? within : unit.within();
      maxPause = section.has("maxPause") ? maxPause : unit.maxPause();
    }
    if (within == null || maxPause == null) {
      return null;
    }
    if (maxPause.compareTo(within) <= 0) {
      section.finding(
          "maxPause", maxPause + " does not exceed within, " + within, "longer than " + within);
      return null;
    }
    if (via == null || what == null) {
      return null;
    }
    return switch (via) {
      case "webhook" -> new Switch.Webhook(what, within, maxPause);
      case "command" -> new Switch.Command(what, within, maxPause);
      default -> new Switch.Manual(what, within, maxPause);
    };
  }

  /** {@code replication.control}. */
  static @Nullable Control control(Section replication) {
    Section section = replication.section("control", OPTIONAL, CONTROL_KEYS);
    String via = section == null ? null : kind(section, CONTROLS);
    if (section == null || via == null) {
      return null;
    }
    String what = what(section, via);
    String connector =
        via.equals("connect")
            ? section.text("connector", REQUIRED, Names::isMarker, "a connector, " + Names.MARKER)
            : null;
    if (what == null) {
      return null;
    }
    return switch (via) {
      case "webhook" -> new Control.Webhook(what);
      case "connect" -> connector == null ? null : new Control.Connect(what, connector);
      case "command" -> new Control.Command(what);
      default -> new Control.Manual(what);
    };
  }

  /** {@code reconcile}: an account comes from the application itself, so over HTTP alone. */
  static MigrationUnit.@Nullable Reconcile reconcile(Section unit) {
    Section section = unit.section("reconcile", OPTIONAL, PROBE_KEYS);
    if (section == null) {
      return null;
    }
    section.word("via", REQUIRED, PROBES);
    String url = section.text("url", REQUIRED, Names::isUrl, Names.URL);
    return url == null ? null : new MigrationUnit.Reconcile(url);
  }

  /** The kind; whatever another kind needs is a finding. */
  private static @Nullable String kind(Section section, Words<String> kinds) {
    String via = section.word("via", REQUIRED, kinds);
    if (via != null) {
      List<String> own = Objects.requireNonNull(NEEDS.get(via), via);
      List.of("url", "connector", "name", "instructions").stream()
          .filter(key -> section.has(key) && !own.contains(key))
          .forEach(
              key ->
                  section.finding(
                      key,
                      key + " does not go with via: " + via,
                      "via: " + via + " with " + String.join(" and ", own)));
    }
    return via;
  }

  /** The one thing that each kind names: an address, a command, or what a person shall do. */
  private static @Nullable String what(Section section, String via) {
    return switch (via) {
      case "webhook", "connect" -> section.text("url", REQUIRED, Names::isUrl, Names.URL);
      case "command" ->
          section.text(
              "name",
              REQUIRED,
              Names::isName,
              "a command of the worker's configuration, " + Names.NAME);
      default -> section.sentence("instructions", REQUIRED);
    };
  }
}
