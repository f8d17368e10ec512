package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the top of a runbook. */
final class RunbookReader {

  static final Words<String> KEYS =
      Words.keys(
          List.of(
              "runbook",
              "name",
              "title",
              "source",
              "target",
              "replication",
              "onUnfit",
              "settle",
              "units",
              "gates",
              "observe",
              "notify",
              "principalMap",
              "readLimitBytesPerSecond"));

  private static final Words<String> VERSIONS = Words.keys(List.of("v1"));
  private static final Words<OnUnfit> ON_UNFIT = Words.of(List.of(OnUnfit.values()), Words::kebab);
  private static final Words<Replication.Tool> TOOLS =
      Words.of(List.of(Replication.Tool.values()), Words::kebab);
  private static final Words<String> REPLICATION_KEYS =
      Words.keys(List.of("tool", "topicNames", "offsetSyncs", "control"));
  private static final Words<String> OFFSET_SYNCS_KEYS = Words.keys(List.of("topic", "on"));
  private static final Words<String> PREFIX_KEYS = Words.keys(List.of("prefix"));
  private static final Words<String> OBSERVE_KEYS = Words.keys(List.of("for"));
  private static final Words<Side> SIDES = Words.of(List.of(Side.values()), Side::word);
  private static final TopicNames IDENTITY = new TopicNames.Identity();
  private static final Words<TopicNames> NAMINGS =
      Words.of(List.of(IDENTITY), naming -> "identity");
  private static final String NAMINGS_ALLOWED = "identity, {prefix: …}";

  private static final Duration SETTLE_DEFAULT = Duration.ofSeconds(30);
  private static final Duration SETTLE_MAX = Duration.ofMinutes(10);
  private static final Duration OBSERVE_MIN = Duration.ofSeconds(1);
  private static final Duration OBSERVE_MAX = Duration.ofDays(30);

  private RunbookReader() {}

  /** The runbook, or null where the findings say why there is none. */
  static @Nullable Runbook read(Node root, FindingList findings) {
    Section top = Section.open(root, "", findings, KEYS);
    if (top == null) {
      return null;
    }
    top.word("runbook", REQUIRED, VERSIONS);
    String name = top.text("name", REQUIRED, Names::isName, Names.NAME);
    String title = top.sentence("title", OPTIONAL);
    String source =
        top.text(
            "source",
            REQUIRED,
            Names::isName,
            "a cluster of the worker's configuration, " + Names.NAME);
    String target =
        top.text(
            "target",
            REQUIRED,
            Names::isName,
            "a cluster of the worker's configuration, " + Names.NAME);
    if (source != null && source.equals(target)) {
      top.finding(
          "target", "the target is the source, " + FindingList.quoted(source), "another cluster");
    }
    Replication replication = replication(top);
    OnUnfit onUnfit = top.word("onUnfit", OPTIONAL, ON_UNFIT);
    Duration settle = top.duration("settle", OPTIONAL, Duration.ZERO, SETTLE_MAX);
    List<MigrationUnit> units = units(top, replication, findings);
    List<GateRule> gates = GateReader.read(top, findings);
    Section observe = top.section("observe", REQUIRED, OBSERVE_KEYS);
    Duration soak =
        observe == null ? null : observe.duration("for", REQUIRED, OBSERVE_MIN, OBSERVE_MAX);
    List<Notice> notices = NoticeReader.read(top, findings);
    Map<String, String> principalMap = PrincipalMapReader.read(top, findings);
    ReadLimits readLimits = ReadLimitReader.read(top);
    if (!findings.isEmpty()) {
      return null;
    }
    return new Runbook(
        found(name),
        Objects.requireNonNullElse(title, found(name)),
        found(source),
        found(target),
        found(replication),
        Objects.requireNonNullElse(onUnfit, OnUnfit.STOP_WAVE),
        Objects.requireNonNullElse(settle, SETTLE_DEFAULT),
        units,
        gates,
        found(soak),
        notices,
        principalMap,
        readLimits);
  }

  /** A required value of a runbook without findings. */
  static <T> T found(@Nullable T value) {
    return Objects.requireNonNull(value, "a required value is missing without a finding");
  }

  private static List<MigrationUnit> units(
      Section top, @Nullable Replication replication, FindingList findings) {
    List<Section.Item> items =
        top.items("units", REQUIRED, "a list of 1 to " + Runbook.UNITS_MAX + " units");
    if (items.size() > Runbook.UNITS_MAX) {
      top.finding("units", items.size() + " units", "1 to " + Runbook.UNITS_MAX + " units");
    }
    TopicNames names = replication == null ? null : replication.topicNames();
    UnitReader reader = new UnitReader(names, findings);
    List<MigrationUnit> units = new ArrayList<>();
    for (Section.Item item : items) {
      MigrationUnit unit = reader.read(item);
      if (unit != null) {
        units.add(unit);
      }
    }
    reader.finish();
    return units;
  }

  private static @Nullable Replication replication(Section top) {
    Section section = top.section("replication", REQUIRED, REPLICATION_KEYS);
    if (section == null) {
      return null;
    }
    Replication.Tool tool = section.word("tool", REQUIRED, TOOLS);
    TopicNames names = topicNames(section);
    Replication.OffsetSyncs syncs = null;
    Section offsetSyncs = section.section("offsetSyncs", OPTIONAL, OFFSET_SYNCS_KEYS);
    if (offsetSyncs != null) {
      String topic = offsetSyncs.text("topic", REQUIRED, Names::isTopic, "a topic, " + Names.TOPIC);
      Side on = offsetSyncs.word("on", REQUIRED, SIDES);
      syncs = topic == null || on == null ? null : new Replication.OffsetSyncs(topic, on);
    }
    Control control = SwitchReader.control(section);
    return tool == null || names == null ? null : new Replication(tool, names, syncs, control);
  }

  private static @Nullable TopicNames topicNames(Section replication) {
    Node node = replication.node("topicNames", OPTIONAL, NAMINGS_ALLOWED);
    if (node instanceof Node.Fields) {
      Section prefixed = replication.section("topicNames", OPTIONAL, PREFIX_KEYS);
      String prefix =
          prefixed == null
              ? null
              : prefixed.text(
                  "prefix", REQUIRED, Names::isTopic, "the source's alias, " + Names.TOPIC);
      return prefix == null ? null : new TopicNames.Prefixed(prefix);
    }
    return replication.has("topicNames")
        ? replication.word("topicNames", OPTIONAL, NAMINGS)
        : IDENTITY;
  }
}
