package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads where a group stands: a word, or a mapping with one key. */
final class PositionReader {
  private static final Words<Position> WORDS =
      Words.of(
          List.of(new Position.Committed(), new Position.Checkpoint()),
          position -> position instanceof Position.Checkpoint ? "checkpoint" : "committed");
  private static final List<String> KINDS = List.of("timestamp", "marker", "external");
  private static final Words<String> KEYS = Words.keys(KINDS);
  private static final Words<String> MARKER_KEYS = Words.keys(List.of("header", "value"));
  private static final Words<String> EXTERNAL_KEYS = Words.keys(List.of("url"));
  private static final String ALLOWED =
      "committed, checkpoint, {timestamp: …}, {marker: {header: …, value: …}}, {external: {url: …}}";
  private static final String INSTANT = "a date and time with offset, as 2026-11-22T10:00:00Z";

  private PositionReader() {}

  /** Null where it is left out, or has a finding. */
  static @Nullable Position read(Section group, FindingList findings) {
    Node node = group.node("position", OPTIONAL, ALLOWED);
    if (!(node instanceof Node.Fields)) {
      return node == null ? null : group.word("position", OPTIONAL, WORDS);
    }
    Section one = Section.open(node, group.path("position"), findings, KEYS);
    if (one == null) {
      return null;
    }
    List<String> given = KINDS.stream().filter(one::has).toList();
    if (one.isEmpty()) {
      group.finding("position", "an empty mapping", ALLOWED);
    } else if (given.size() > 1) {
      group.finding("position", "more than one position", ALLOWED);
    } else if (given.size() == 1) {
      return switch (given.get(0)) {
        case "timestamp" -> timestamp(one);
        case "marker" -> marker(one.section("marker", REQUIRED, MARKER_KEYS));
        default -> external(one.section("external", REQUIRED, EXTERNAL_KEYS));
      };
    }
    return null;
  }

  private static @Nullable Position timestamp(Section position) {
    String at = position.text("timestamp", REQUIRED, PositionReader::isInstant, INSTANT);
    return at == null ? null : new Position.Timestamp(OffsetDateTime.parse(at).toInstant());
  }

  private static @Nullable Position marker(@Nullable Section marker) {
    if (marker == null) {
      return null;
    }
    String header = marker.text("header", REQUIRED, Names::isMarker, Names.MARKER);
    String value = marker.text("value", REQUIRED, Names::isMarker, Names.MARKER);
    return header == null || value == null ? null : new Position.Marker(header, value);
  }

  private static @Nullable Position external(@Nullable Section external) {
    String url = external == null ? null : external.text("url", REQUIRED, Names::isUrl, Names.URL);
    return url == null ? null : new Position.External(url);
  }

  private static boolean isInstant(String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toEpochMilli() >= 0;
    } catch (DateTimeParseException | ArithmeticException notOne) {
      return false;
    }
  }
}
