package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import java.util.List;
import java.util.Map;

/**
 * Whether the application's own client was seen working on the target: in a rehearsal, or by who
 * signed that it was. What the canary does alone is YELLOW: it is not the application.
 */
final class RealClient implements Check {
  @Override
  public String name() {
    return "real-client";
  }

  @Override
  public Dimension dimension() {
    return Dimension.COMPATIBILITY;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    CompletedRehearsal rehearsed = asked.rehearsed();
    if (rehearsed != null
        && rehearsed.realClient()
        && rehearsed.light() != Light.RED
        && rehearsed.isFresh(asked.unit().rehearsal(), asked.now())) {
      return Checked.of(this, new Findings(), Map.of("rehearsal", rehearsed));
    }
    List<Attested> signed = asked.attestedNow(Dimension.COMPATIBILITY);
    if (!signed.isEmpty()) {
      return Checked.of(this, new Findings(), Map.of("attested", signed));
    }
    return Checked.of(
        this,
        new Findings()
            .yellow(
                "canary-only/" + asked.unit().unit(),
                "no more than a canary was seen on the target: rehearse with the application's own"
                    + " client, or have every attestation of dimension compatibility signed"),
        Map.of("seen", "nothing of the application's own client"));
  }
}
