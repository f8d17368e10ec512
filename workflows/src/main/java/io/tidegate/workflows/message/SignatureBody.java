package io.tidegate.workflows.message;

import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Dimension;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The body of one signature row: what a person signed about a unit. Written as JSON by {@code
 * Wire.mapper()}. Who signed, when, and until when it counts are columns of the row.
 */
public sealed interface SignatureBody {

  /**
   * That the claim holds which the runbook makes under this id.
   *
   * @param note what the person adds
   */
  record Attestation(@Nullable String note) implements SignatureBody {}

  /**
   * That one finding is accepted as it was seen.
   *
   * @param finding its id in the scorecard
   * @param evidenceDigest of the evidence that it was seen in
   * @param counts of the finding in that evidence: the waiver covers as many and no more
   */
  record Waiver(
      String finding, String evidenceDigest, String reason, Instant expires, WaivedCounts counts)
      implements SignatureBody {

    /** What the id of a check that a person left out begins with. */
    public static final String SKIPPED = "skipped/";

    /** Kinds of findings, with which their ids begin. Nothing else can ever be waived. */
    private static final List<String> WAIVABLE = List.of("DIVERGED/", "AMBIGUOUS/", SKIPPED);

    public Waiver {
      Said.text("finding", finding);
      Said.text("evidenceDigest", evidenceDigest);
      Said.text("reason", reason);
      Said.present("expires", expires);
      Said.present("counts", counts);
    }

    /** The id under which a scorecard has a row that is not GREEN. */
    public static String finding(Verdict verdict, String group, PartitionPair pair) {
      return "%s/%s/%s".formatted(verdict, group, pair.name());
    }

    /** Whether findings of this kind may be waived at all. */
    public static boolean mayWaive(String finding) {
      return WAIVABLE.stream().anyMatch(finding::startsWith);
    }

    /**
     * Where the scorecard has findings of this kind; empty for those that stand with what they are
     * about, such as a check that was left out.
     */
    public static Optional<Dimension> dimension(String finding) {
      return Arrays.stream(Verdict.values()).anyMatch(each -> finding.startsWith(each + "/"))
          ? Optional.of(Dimension.OFFSET_PARITY)
          : Optional.empty();
    }
  }
}
