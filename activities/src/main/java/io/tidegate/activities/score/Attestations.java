package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether what the runbook has people sign for in one dimension is signed, and still holds. One
 * that nobody signed is a check that was not made, except where the canary stands in for it.
 */
final class Attestations implements Check {
  private final Dimension dimension;

  Attestations(Dimension dimension) {
    this.dimension = dimension;
  }

  @Override
  public String name() {
    return "attestations-" + dimension.word();
  }

  @Override
  public Dimension dimension() {
    return dimension;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    Findings findings = new Findings();
    List<Object> seen = new ArrayList<>();
    for (Attestation declared : asked.unit().attestations()) {
      if (declared.dimension() == dimension) {
        Optional<Attested> signed =
            asked.attested().stream().filter(one -> one.id().equals(declared.id())).findFirst();
        seen.add(
            Map.of("declared", declared, "signed", signed.<Object>map(s -> s).orElse("by nobody")));
        judge(asked, declared, signed, findings);
      }
    }
    return Checked.of(this, findings, Map.of("attestations", seen));
  }

  private void judge(
      ScoreRequest asked, Attestation declared, Optional<Attested> signed, Findings findings) {
    String claim = "\"%s\", to be signed by %s".formatted(declared.claim(), declared.by());
    if (signed.isEmpty()) {
      String why = "attestation " + declared.id() + " is not signed: " + claim;
      if (dimension == Dimension.COMPATIBILITY) {
        findings.yellow("unsigned/" + declared.id(), why);
      } else {
        findings.red("unsigned/" + declared.id(), why);
      }
    } else if (!signed.get().holds(asked.now())) {
      findings.gap(
          Gap.EXPIRED,
          declared.id(),
          "attestation %s held until %s; sign it again: %s"
              .formatted(declared.id(), signed.get().expires(), claim));
    }
  }
}
