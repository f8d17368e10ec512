package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the groups of the units. */
final class GroupReader {

  private static final Words<String> KEYS =
      Words.keys(
          List.of(
              "group",
              "topics",
              "commit",
              "position",
              "isolation",
              "uncommitted",
              "expired",
              "outOfRange",
              "suffixRecords",
              "replayWindow",
              "lagEnvelope",
              "consumers"));
  private static final Words<Isolation> ISOLATIONS =
      Words.of(List.of(Isolation.values()), Words::snake);
  private static final Words<Commit> COMMITS = Words.of(List.of(Commit.values()), Words::kebab);
  private static final Words<Reset> RESETS = Words.of(List.of(Reset.values()), Words::kebab);
  private static final Words<UnitGroup.Expired> EXPIRED =
      Words.of(List.of(UnitGroup.Expired.values()), Words::kebab);
  private static final Words<String> BOUNDS_KEYS = Words.keys(List.of("records", "span"));
  private static final Duration SPAN_MAX = Duration.ofDays(30);

  private final Uniques groups;
  private final FindingList findings;

  /**
   * @param groups of the whole runbook: a group belongs to one unit
   */
  GroupReader(Uniques groups, FindingList findings) {
    this.groups = groups;
    this.findings = findings;
  }

  /**
   * @param ownTopics the topics of the unit, of which a group may read
   * @param consumers the unit's switch; null where it has a finding
   */
  List<UnitGroup> read(Section unit, Uniques ownTopics, @Nullable Switch consumers) {
    List<UnitGroup> read = new ArrayList<>();
    for (Section.Item item :
        unit.items(
            "groups", REQUIRED, "a list of groups, at least one: only consumers are moved yet")) {
      Section section = Section.open(item.node(), item.path(), findings, KEYS);
      UnitGroup group = section == null ? null : group(section, ownTopics, consumers);
      if (group != null) {
        read.add(group);
      }
    }
    sharedHands(unit, read);
    return read;
  }

  /** START carries positions by topic and partition: two groups of one switch would mix theirs. */
  private static void sharedHands(Section unit, List<UnitGroup> groups) {
    List<String> told =
        groups.stream()
            .filter(group -> group.keepsItsOwnPositions() && group.ownSwitch().isEmpty())
            .map(UnitGroup::group)
            .toList();
    if (told.size() > 1) {
      unit.finding(
          "groups",
          "groups " + String.join(", ", told) + " have positions of their own and share one switch",
          "consumers on each of them");
    }
  }

  private @Nullable UnitGroup group(
      Section section, Uniques ownTopics, @Nullable Switch consumers) {
    String group = section.text("group", REQUIRED, Names::isGroup, "a group, " + Names.GROUP);
    if (group != null) {
      groups.take(group, section, "group");
    }
    List<String> topics = topics(section, ownTopics);
    Commit commit = section.word("commit", OPTIONAL, COMMITS);
    Position position = PositionReader.read(section, findings);
    Isolation isolation = section.word("isolation", OPTIONAL, ISOLATIONS);
    Reset uncommitted = section.word("uncommitted", OPTIONAL, RESETS);
    UnitGroup.Expired expired = section.word("expired", OPTIONAL, EXPIRED);
    Reset outOfRange = section.word("outOfRange", OPTIONAL, RESETS);
    Long suffixRecords = section.count("suffixRecords", OPTIONAL, 1);
    Bounds replay = bounds(section, "replayWindow");
    Bounds lag = bounds(section, "lagEnvelope");
    Switch own = SwitchReader.ofGroup(section, consumers);
    if (group == null || replay == null || lag == null) {
      return null;
    }
    return new UnitGroup(
        group,
        topics.isEmpty() ? null : topics,
        Objects.requireNonNullElse(position, new Position.Committed()),
        Objects.requireNonNullElse(isolation, Isolation.READ_UNCOMMITTED),
        Objects.requireNonNullElse(uncommitted, Reset.FAIL),
        Objects.requireNonNullElse(expired, UnitGroup.Expired.FAIL),
        Objects.requireNonNullElse(outOfRange, Reset.FAIL),
        suffixRecords,
        new ReplayWindow(replay.records, replay.span),
        new LagEnvelope(lag.records, lag.span),
        own,
        commit);
  }

  private static List<String> topics(Section group, Uniques ownTopics) {
    List<String> topics = new ArrayList<>();
    Uniques once = new Uniques("topic");
    for (Section.Item item : group.items("topics", OPTIONAL, "a list of the unit's topics")) {
      String topic =
          group.text(item, Names::isTopic, "a topic of the unit, by its name on the source");
      if (topic == null) {
        continue;
      }
      once.take(topic, group, item);
      if (!ownTopics.has(topic)) {
        group.finding(
            item, FindingList.quoted(topic) + " is no topic of this unit", ownTopics.names());
      }
      topics.add(topic);
    }
    return topics;
  }

  /** Both bounds of a tolerance: an owner chooses records and time. */
  private record Bounds(long records, Duration span) {}

  private static @Nullable Bounds bounds(Section group, String key) {
    Section section = group.section(key, REQUIRED, BOUNDS_KEYS);
    if (section == null) {
      return null;
    }
    Long records = section.count("records", REQUIRED, 0);
    Duration span = section.duration("span", REQUIRED, Duration.ZERO, SPAN_MAX);
    return records == null || span == null ? null : new Bounds(records, span);
  }
}
