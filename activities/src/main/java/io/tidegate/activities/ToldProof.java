package io.tidegate.activities;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.workflows.view.Scored;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the timeline shows of a unit's proof; the evidence has all of it.
 *
 * @param evidence digest of the proof
 * @param decides digest of what people decide on; null where nobody does
 * @param blocked whether more is pending than the unit's envelopes allow
 * @param lights of the scorecard, such as {@code governance YELLOW}; none of positions alone
 * @param rows at most {@value #ROWS_MAX}, the worst where there are more
 * @param rowsInEvidenceOnly how many rows are left out here
 */
record ToldProof(
    String unit,
    Light light,
    String evidence,
    @Nullable String decides,
    boolean blocked,
    String note,
    List<String> lights,
    List<ToldRow> rows,
    int rowsInEvidenceOnly) {
  static final int ROWS_MAX = 500;

  static ToldProof of(
      Plan plan,
      Light light,
      String evidence,
      @Nullable String decides,
      boolean blocked,
      String note,
      List<GroupProof> proofs) {
    List<ToldRow> rows = new ArrayList<>();
    for (GroupProof proof : proofs) {
      proof.partitions().forEach(row -> rows.add(ToldRow.of(proof.group(), row)));
    }
    List<ToldRow> shown = rows;
    if (rows.size() > ROWS_MAX) {
      shown =
          rows.stream()
              .sorted(Comparator.comparing(ToldRow::light).reversed())
              .limit(ROWS_MAX)
              .toList();
    }
    return new ToldProof(
        plan.unit().unit(),
        light,
        evidence,
        decides,
        blocked,
        note,
        List.of(),
        shown,
        rows.size() - shown.size());
  }

  ToldProof with(List<Scored> scorecard) {
    return new ToldProof(
        unit,
        light,
        evidence,
        decides,
        blocked,
        note,
        scorecard.stream().map(scored -> scored.dimension() + " " + scored.light()).toList(),
        rows,
        rowsInEvidenceOnly);
  }

  /** How many partitions have which verdict, in one line. */
  static String note(List<GroupProof> proofs) {
    Map<String, Long> counts =
        proofs.stream()
            .flatMap(proof -> proof.partitions().stream())
            .collect(
                Collectors.groupingBy(
                    row -> row.verdict().name(), TreeMap::new, Collectors.counting()));
    long rows = counts.values().stream().mapToLong(Long::longValue).sum();
    String verdicts =
        counts.entrySet().stream()
            .map(count -> count.getValue() + " " + count.getKey())
            .collect(Collectors.joining(", "));
    return "%s of %s: %s"
        .formatted(
            Counted.of(rows, "partition"),
            Counted.of(proofs.size(), "group"),
            rows == 0 ? "nothing proven" : verdicts);
  }

  /** One group and partition. */
  record ToldRow(
      String group,
      String topic,
      int partition,
      @Nullable Long committed,
      @Nullable Long resume,
      String verdict,
      Light light,
      String reason) {

    static ToldRow of(String group, Row row) {
      return new ToldRow(
          group,
          row.pair().topic(),
          row.pair().number(),
          row.committed(),
          row.resume(),
          row.verdict().name(),
          row.light(),
          Scorecard.cut(row.reason()));
    }
  }
}
