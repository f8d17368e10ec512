package io.tidegate.activities.draft;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.TopicNames;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MirroringTest {
  private static final List<String> TOPICS = List.of("payments", "refunds");
  private static final Set<String> SOURCE = Set.of("payments", "refunds", "eu.payments");

  @Test
  void theSameNamesAreIdentity() {
    Mirroring found = Mirroring.of(TOPICS, SOURCE, Set.of("payments", "refunds", "eu.payments"));

    assertThat(found.names()).isEqualTo(new TopicNames.Identity());
    assertThat(found.why()).isEqualTo("2 of 2 topics on the target by the same name");
  }

  @Test
  void aPrefixThatMostHaveIsThePrefix() {
    Mirroring found =
        Mirroring.of(
            TOPICS, SOURCE, Set.of("legacy.payments", "legacy.refunds", "x.refunds", "refunds"));

    assertThat(found.names()).isEqualTo(new TopicNames.Prefixed("legacy"));
    assertThat(found.onTarget("payments", Set.of("legacy.payments"))).contains("legacy.payments");
  }

  @Test
  void aTopicOfTheSourceIsNoMirrorOfAnother() {
    assertThat(Mirroring.of(List.of("payments"), SOURCE, Set.of("eu.payments")).names()).isNull();
  }

  @Test
  void whereBothAreThereAPersonChooses() {
    Mirroring found = Mirroring.of(TOPICS, SOURCE, Set.of("payments", "legacy.payments"));

    assertThat(found.names()).isNull();
    assertThat(found.why()).contains("both identity and {prefix: legacy}");
  }

  @Test
  void mirrorMakerShowsByItsOwnTopicsAndTheirSide() {
    Mirroring found =
        Mirroring.of(
            TOPICS,
            Set.of("payments", "mm2-offset-syncs.cloud.internal"),
            Set.of("payments", "mm2-offset-syncs.legacy.internal"));

    assertThat(found.mirrorMaker()).isTrue();
    assertThat(found.syncs())
        .containsExactly(
            new OffsetSyncs("mm2-offset-syncs.cloud.internal", Side.SOURCE),
            new OffsetSyncs("mm2-offset-syncs.legacy.internal", Side.TARGET));
    assertThat(Mirroring.of(TOPICS, SOURCE, Set.of("legacy.checkpoints.internal")).mirrorMaker())
        .isTrue();
    assertThat(Mirroring.of(TOPICS, SOURCE, Set.of("payments")).mirrorMaker()).isFalse();
  }
}
