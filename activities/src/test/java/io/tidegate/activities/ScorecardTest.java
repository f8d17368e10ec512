package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.UnitTopic;
import io.tidegate.workflows.view.Scored;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The light of a unit's offsets. */
class ScorecardTest {
  @Test
  void aUnitOfWhichEveryTopicIsProvenIsGreen() {
    Scored scored = Scorecard.offsetParity(Proofs.UNIT, proven());
    assertThat(scored.light()).isEqualTo(Light.GREEN);
    assertThat(scored.findings()).isEmpty();
  }

  @Test
  void aTopicThatNobodyReadsIsShownAndIsNotGreen() {
    Scored scored = Scorecard.offsetParity(withTopic("archive"), proven());
    assertThat(scored.light()).isEqualTo(Light.YELLOW);
    assertThat(scored.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.id()).isEqualTo("coverage/archive");
              assertThat(finding.light()).isEqualTo(Light.YELLOW);
              assertThat(finding.reason()).contains("not built", "archive", "nothing was compared");
            });
  }

  private static List<GroupProof> proven() {
    return List.of(Proofs.proof(Proofs.exact(0, 0)));
  }

  private static MigrationUnit withTopic(String name) {
    MigrationUnit unit = Proofs.UNIT;
    List<UnitTopic> topics = new ArrayList<>(unit.topics());
    topics.add(new UnitTopic(name, name, UnitTopic.Role.MAIN));
    return new MigrationUnit(
        unit.unit(),
        unit.owner(),
        topics,
        unit.groups(),
        unit.otherGroups(),
        unit.ignore(),
        unit.consumers(),
        unit.reconcile(),
        unit.rollback());
  }
}
