package io.tidegate.worker.parity;

import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.worker.parity.Fold.Alike;
import java.util.List;
import java.util.function.Function;

/** The columns of one group's rows, as wide as their content. */
final class Columns {
  private static final String INDENT = "  ";
  private static final String GAP = "  ";
  private static final String ARROW = " -> ";
  private static final int NOTES_INDENT = 6;

  private final int topic;
  private final int partition;
  private final int committed;
  private final int resume;
  private final int verdict;
  private final int proof;
  private final int anchor;

  Columns(List<Row> rows, List<Alike> alike) {
    topic =
        Math.max(
            width("TOPIC", rows, row -> RowText.topic(row.pair())), width("", alike, Alike::topic));
    partition =
        Math.max(
            width("PART", rows, row -> RowText.partition(row.pair())),
            width("", alike, Columns::times));
    committed = width("COMMITTED", rows, row -> RowText.offset(row.committed()));
    resume = width("RESUME", rows, row -> RowText.offset(row.resume()));
    verdict =
        Math.max(
            width("VERDICT", rows, row -> row.verdict().name()),
            width("", alike, one -> one.verdict().name()));
    proof = width("PROOF", rows, row -> row.proof().name());
    anchor = width("ANCHOR", rows, row -> row.anchor().name());
  }

  private static <T> int width(String head, List<T> things, Function<T, String> cell) {
    return things.stream()
        .mapToInt(thing -> cell.apply(thing).length())
        .reduce(head.length(), Math::max);
  }

  private static String times(Alike alike) {
    return alike.partitions().size() + " x";
  }

  String head() {
    return (start("TOPIC", "PART", "COMMITTED", "RESUME", ARROW, "VERDICT")
            + Text.left("LIGHT", Light.YELLOW.name().length())
            + GAP
            + Text.left("PROOF", proof)
            + GAP
            + "ANCHOR")
        .stripTrailing();
  }

  /** One line; a second one for counts that do not fit on it. */
  String line(Row row, Paint paint) {
    String start =
        start(
            RowText.topic(row.pair()),
            RowText.partition(row.pair()),
            RowText.offset(row.committed()),
            RowText.offset(row.resume()),
            ARROW,
            row.verdict().name());
    String end =
        GAP + Text.left(row.proof().name(), proof) + GAP + Text.left(row.anchor().name(), anchor);
    String notes = RowText.notes(row);
    int length = start.length() + Light.YELLOW.name().length() + end.length();
    boolean fits = length + GAP.length() + notes.length() <= Text.WIDTH;
    String line = start + light(row.light(), paint) + end;
    if (notes.isEmpty()) {
      return line.stripTrailing();
    }
    return fits
        ? line + GAP + notes
        : line.stripTrailing()
            + System.lineSeparator()
            + String.join(System.lineSeparator(), Text.wrapped(notes, NOTES_INDENT));
  }

  /** Many partitions in one line. */
  String line(Alike alike, Paint paint) {
    return (start(alike.topic(), times(alike), "", "", "    ", alike.verdict().name())
            + light(alike.light(), paint))
        .stripTrailing();
  }

  private String start(
      String topicText,
      String partitionText,
      String committedText,
      String resumeText,
      String arrow,
      String verdictText) {
    return INDENT
        + Text.left(topicText, topic)
        + GAP
        + Text.right(partitionText, partition)
        + GAP
        + Text.right(committedText, committed)
        + arrow
        + Text.left(resumeText, resume)
        + GAP
        + Text.left(verdictText, verdict)
        + GAP;
  }

  private static String light(Light light, Paint paint) {
    return paint.light(light, Text.left(light.name(), Light.YELLOW.name().length()));
  }
}
