package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
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
  private static final Words<Position> POSITIONS =
      Words.of(
          List.of(new Position.Committed(), new Position.Checkpoint()),
          position -> position instanceof Position.Checkpoint ? "checkpoint" : "committed");
  private static final Words<String> POSITION_KEYS =
      Words.keys(List.of("timestamp", "marker"), "external");
  private static final Words<String> MARKER_KEYS = Words.keys(List.of("header", "value"));
  private static final String POSITIONS_ALLOWED =
      "committed, checkpoint, {timestamp: …}, {marker: {header: …, value: …}}";
  private static final String INSTANT = "a date and time with offset, as 2026-11-22T10:00:00Z";
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
    return read;
  }

  private @Nullable UnitGroup group(
      Section section, Uniques ownTopics, @Nullable Switch consumers) {
    String group = section.text("group", REQUIRED, Names::isGroup, "a group, " + Names.GROUP);
    if (group != null) {
      groups.take(group, section, "group");
    }
    List<String> topics = topics(section, ownTopics);
    Commit commit = section.word("commit", OPTIONAL, COMMITS);
    Position position = position(section);
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

  /** A word, or a mapping with one key; null where it is left out, or has a finding. */
  private @Nullable Position position(Section group) {
    Node node = group.node("position", OPTIONAL, POSITIONS_ALLOWED);
    if (!(node instanceof Node.Fields)) {
      return group.word("position", OPTIONAL, POSITIONS);
    }
    Section one = Section.open(node, group.path("position"), findings, POSITION_KEYS);
    if (one == null) {
      return null;
    }
    if (one.isEmpty()) {
      group.finding("position", "an empty mapping", POSITIONS_ALLOWED);
    } else if (one.has("timestamp") && one.has("marker")) {
      group.finding("position", "two positions", POSITIONS_ALLOWED);
    } else if (one.has("timestamp")) {
      String at = one.text("timestamp", REQUIRED, GroupReader::isInstant, INSTANT);
      return at == null ? null : new Position.Timestamp(OffsetDateTime.parse(at).toInstant());
    } else if (one.has("marker")) {
      return marker(one.section("marker", REQUIRED, MARKER_KEYS));
    }
    return null;
  }

  private static @Nullable Position marker(@Nullable Section marker) {
    if (marker == null) {
      return null;
    }
    String header = marker.text("header", REQUIRED, Names::isMarker, Names.MARKER);
    String value = marker.text("value", REQUIRED, Names::isMarker, Names.MARKER);
    return header == null || value == null ? null : new Position.Marker(header, value);
  }

  private static boolean isInstant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli() >= 0;
    } catch (DateTimeParseException | ArithmeticException notOne) {
      return false;
    }
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
