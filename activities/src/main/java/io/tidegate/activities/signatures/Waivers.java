package io.tidegate.activities.signatures;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidegate.ledger.Evidence;
import io.tidegate.ledger.NewSignature;
import io.tidegate.ledger.Signature;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.activity.KafkaActivities.Waived;
import io.tidegate.workflows.message.SignatureBody;
import io.tidegate.workflows.message.WaivedCounts;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The waivers of one unit, and the findings that they make YELLOW. A waiver covers one finding of a
 * kind that may be waived, with its counts, until it expires; it makes nothing better than YELLOW,
 * and nothing at all of a finding whose counts have grown.
 */
public final class Waivers {
  /** Nobody signed anything. */
  public static final Waivers NONE = new Waivers(List.of());

  private final List<Waiver> waivers;

  /** As they were judged before. */
  public Waivers(List<Waiver> waivers) {
    this.waivers = List.copyOf(waivers);
  }

  /**
   * Of a unit, as they stand in its ledger.
   *
   * @param owner whose signature counts; others are left out
   */
  public static Waivers of(String owner, List<Signature> signed, Instant now) {
    return new Waivers(
        signed.stream()
            .filter(signature -> signature.said().isIn(owner))
            .map(signature -> waiver(signature, now))
            .filter(waiver -> SignatureBody.Waiver.mayWaive(waiver.finding()))
            .toList());
  }

  private static Waiver waiver(Signature signature, Instant now) {
    NewSignature said = signature.said();
    SignatureBody.Waiver body = body(said);
    return new Waiver(
        said.id(),
        body.finding(),
        Evidence.digestOf(
            String.join("\n", said.by().label(), signature.at().toString(), said.bodyJson())
                .getBytes(StandardCharsets.UTF_8)),
        body.evidenceDigest(),
        body.counts(),
        body.reason(),
        said.by().name(),
        signature.at(),
        said.expires(),
        signature.stands(now));
  }

  private static SignatureBody.Waiver body(NewSignature said) {
    try {
      return Wire.mapper().readValue(said.bodyJson(), SignatureBody.Waiver.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("waiver " + said.id() + " of the ledger cannot be read", e);
    }
  }

  /** For the evidence, which says what its lights rest on. */
  public List<Waiver> all() {
    return waivers;
  }

  /** For the workflow, which knows of checks that were left out. */
  public List<Waived> told() {
    return waivers.stream()
        .map(waiver -> new Waived(waiver.finding(), waiver.stands(), waiver.told()))
        .toList();
  }

  /**
   * Those that count, as findings of what people decide on: a new one, or one that expires, makes
   * it something else.
   */
  public List<Finding> decisive() {
    return waivers.stream()
        .filter(Waiver::stands)
        .map(
            waiver ->
                new Finding(
                    "waiver/" + waiver.id() + "/" + waiver.signed(),
                    Light.YELLOW,
                    waiver.told(),
                    false))
        .toList();
  }

  /** The id of a row's finding in the scorecard. */
  public static String finding(String group, Row row) {
    return SignatureBody.Waiver.finding(row.verdict(), group, row.pair());
  }

  /**
   * Whether a person may accept a row as it is: of two verdicts alone, and only where there is a
   * place to start from.
   */
  public static boolean isWaivable(Row row) {
    return row.resume() != null
        && (row.verdict() == Verdict.DIVERGED || row.verdict() == Verdict.AMBIGUOUS);
  }

  /**
   * The rows of a group, RED ones that are covered made YELLOW.
   *
   * @param rows lit by their verdicts, with the group's window and envelope
   * @param pendingHolds whether what is pending is within the group's lag envelope, which no waiver
   *     lifts
   */
  public List<Row> lit(String group, List<Row> rows, boolean pendingHolds) {
    if (waivers.isEmpty()) {
      return rows;
    }
    return rows.stream().map(row -> lit(group, row, pendingHolds)).toList();
  }

  private Row lit(String group, Row row, boolean pendingHolds) {
    if (row.light() != Light.RED
        || !isWaivable(row)
        || (row.counts().pending() > 0 && !pendingHolds)) {
      return row;
    }
    Judged judged = judged(finding(group, row), WaivedCounts.of(row.counts()));
    return row.withLight(judged.light()).withReason(judged.with(row.reason()));
  }

  /**
   * The dimensions with the checks that a person left out, RED ones that are covered made YELLOW. A
   * finding that can never be waived says so, whoever made it.
   */
  public List<Scored> applied(List<Scored> scorecard) {
    return scorecard.stream().map(this::applied).toList();
  }

  private Scored applied(Scored scored) {
    List<Finding> findings = scored.findings().stream().map(this::applied).toList();
    boolean covered = false;
    boolean red = false;
    for (int i = 0; i < findings.size(); i++) {
      Finding before = scored.findings().get(i);
      // What is not listed may be RED too.
      red |= findings.get(i).light() == Light.RED || before.id().startsWith("more/");
      covered |= before.light() == Light.RED && findings.get(i).light() == Light.YELLOW;
    }
    Light light = scored.light() == Light.RED && covered && !red ? Light.YELLOW : scored.light();
    return new Scored(scored.dimension(), light, findings);
  }

  private Finding applied(Finding finding) {
    if (finding.light() == Light.RED && finding.id().startsWith(SignatureBody.Waiver.SKIPPED)) {
      Judged judged = judged(finding.id(), WaivedCounts.NONE);
      return new Finding(finding.id(), judged.light(), judged.with(finding.reason()), true);
    }
    boolean waivable = finding.waivable() && SignatureBody.Waiver.mayWaive(finding.id());
    return new Finding(finding.id(), finding.light(), finding.reason(), waivable);
  }

  /** What the waivers of one finding make of it. */
  private record Judged(Light light, String why) {
    String with(String reason) {
      return why.isEmpty() ? reason : why + "; " + reason;
    }
  }

  private Judged judged(String finding, WaivedCounts counts) {
    List<Waiver> named =
        waivers.stream().filter(waiver -> waiver.finding().equals(finding)).toList();
    Optional<Waiver> covering =
        named.stream()
            .filter(waiver -> waiver.stands() && waiver.counts().grownTo(counts).isEmpty())
            .findFirst();
    if (covering.isPresent()) {
      return new Judged(Light.YELLOW, covering.get().told());
    }
    List<String> why = new ArrayList<>();
    for (Waiver waiver : named) {
      why.add(
          waiver.stands()
              ? "waiver %s of %s covers it no more: %s"
                  .formatted(
                      waiver.id(), waiver.by(), String.join(", ", waiver.counts().grownTo(counts)))
              : waiver.told());
    }
    return new Judged(Light.RED, String.join("; ", why));
  }
}
