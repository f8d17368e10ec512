package io.tidegate.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.api.http.ProblemType;
import io.tidegate.api.http.Refusal;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Verdict;
import io.tidegate.workflows.message.SignatureBody.Waiver;
import io.tidegate.workflows.message.WaivedCounts;
import io.tidegate.workflows.view.Scored.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A finding that a person wants to waive, as it stands in the unit's newest evidence. */
final class WaivableFinding {
  private static final String KINDS =
      "a DIVERGED or AMBIGUOUS row, or a check that a person skipped";
  private static final int NAMED_MAX = 10;

  private final WaveBook.Page page;
  private final String unit;
  private final String finding;

  WaivableFinding(WaveBook.Page page, String unit, String finding) {
    this.page = page;
    this.unit = unit;
    this.finding = finding;
  }

  /**
   * The counts that a waiver would cover.
   *
   * @param proof the newest of the unit, and the one that the person names
   */
  WaivedCounts counts(ProvenRows.Newest proof) {
    if (finding.startsWith(Waiver.SKIPPED)) {
      requireShown(proof);
      return WaivedCounts.NONE;
    }
    ObjectNode row = row(proof).orElseThrow(() -> gone(proof));
    if (row.path("resume").isNull()) {
      throw never("it has no place to resume at: nothing could be seeded");
    }
    return counts(row);
  }

  /** Refuses what is of no kind that may be waived, and what is of no kind at all. */
  void requireKind() {
    if (Waiver.mayWaive(finding)) {
      return;
    }
    if (shown().noneMatch(each -> each.id().equals(finding)) && !isRow()) {
      throw Refusal.invalid("finding", finding, "one that unit " + unit + " has; " + allowed());
    }
    throw never("allowed: " + KINDS);
  }

  private boolean isRow() {
    return Arrays.stream(Verdict.values()).anyMatch(each -> finding.startsWith(each + "/"));
  }

  private String allowed() {
    List<String> waivable = shown().filter(Finding::waivable).map(Finding::id).toList();
    if (waivable.isEmpty()) {
      return "it shows none now that can be waived, which is " + KINDS;
    }
    String more =
        waivable.size() > NAMED_MAX ? " and " + (waivable.size() - NAMED_MAX) + " more" : "";
    return "it shows "
        + String.join(", ", waivable.stream().limit(NAMED_MAX).toList())
        + more
        + ", which can be waived";
  }

  private Refusal never(String why) {
    return new Refusal(
            ProblemType.NEVER_WAIVABLE, "finding '" + finding + "' can never be waived; " + why)
        .with("field", "finding");
  }

  private void requireShown(ProvenRows.Newest proof) {
    Optional<Finding> shown = shown().filter(each -> each.id().equals(finding)).findFirst();
    if (!shown.orElseThrow(() -> gone(proof)).waivable()) {
      throw never("the wave says so: " + shown.get().reason());
    }
  }

  /** What the wave shows of the unit. */
  private Stream<Finding> shown() {
    return page.view().units().stream()
        .filter(view -> view.unit().equals(unit))
        .flatMap(view -> view.scorecard().stream())
        .flatMap(scored -> scored.findings().stream());
  }

  private Refusal gone(ProvenRows.Newest proof) {
    return changed(
        "finding '%s' is not in the newest evidence of unit %s; %s"
            .formatted(finding, unit, allowed()),
        proof);
  }

  /** With the evidence to look at now. */
  static Refusal changed(String why, ProvenRows.@Nullable Newest proof) {
    Refusal refusal = new Refusal(ProblemType.FINDING_CHANGED, why);
    return proof == null ? refusal : refusal.with("evidenceDigest", proof.digest());
  }

  private Optional<ObjectNode> row(ProvenRows.Newest proof) {
    ObjectNode[] found = new ObjectNode[1];
    try {
      String unused =
          ProvenRows.each(
              proof,
              (group, row) -> {
                if (Waiver.finding(verdict(row), group, pair(row)).equals(finding)) {
                  found[0] = row;
                }
                return found[0] == null;
              });
    } catch (IOException e) {
      throw new UncheckedIOException("evidence " + proof.digest() + " cannot be read", e);
    }
    return Optional.ofNullable(found[0]);
  }

  private static Verdict verdict(JsonNode row) {
    return Verdict.valueOf(row.path("verdict").asText());
  }

  private static PartitionPair pair(JsonNode row) {
    return new PartitionPair(
        row.path("topic").asText(),
        row.path("partition").isNull() ? null : (Integer) row.path("partition").asInt(),
        row.path("targetTopic").asText(),
        row.path("targetPartition").asInt());
  }

  private static WaivedCounts counts(JsonNode row) {
    return new WaivedCounts(
        count(row, "replay"),
        count(row, "skip"),
        count(row, "awaited"),
        count(row, "aborted"),
        count(row, "phantom"),
        count(row, "foreign"),
        count(row, "reordered"));
  }

  private static long count(JsonNode row, String field) {
    return Long.parseLong(row.path(field).asText());
  }
}
