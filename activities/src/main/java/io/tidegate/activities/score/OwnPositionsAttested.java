package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.UnitGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Whether somebody answers for positions that an application keeps itself: nothing on Kafka shows
 * that they are true. What is declared and not signed is for {@link Attestations} to say.
 */
final class OwnPositionsAttested implements Check {
  @Override
  public String name() {
    return "own-positions";
  }

  @Override
  public Dimension dimension() {
    return Dimension.OFFSET_PARITY;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    Findings findings = new Findings();
    List<Attestation> declared =
        asked.unit().attestations().stream()
            .filter(attestation -> attestation.dimension() == Dimension.OFFSET_PARITY)
            .toList();
    List<String> groups = new ArrayList<>();
    for (UnitGroup group : asked.unit().groups()) {
      if (group.keepsItsOwnPositions()) {
        groups.add(group.group());
        if (declared.isEmpty()) {
          findings.red(
              "unattested-positions/" + group.group(),
              "the positions of group "
                  + group.group()
                  + " are the application's own; declare an attestation of dimension offset-parity"
                  + " and have it signed");
        }
      }
    }
    return Checked.of(this, findings, Map.of("groups", groups, "attestations", declared));
  }
}
