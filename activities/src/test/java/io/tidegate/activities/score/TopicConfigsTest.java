package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.score.ScoreRequest.TopicSides;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Topics of which there is nothing to compare. */
class TopicConfigsTest {
  @Test
  void aTopicThatIsNotOnBothClustersIsMissing() {
    for (int[] partitions : new int[][] {{1, 0}, {0, 1}, {0, 0}}) {
      Checked checked = check(topic(partitions[0], partitions[1]), topic(2, 2));
      assertThat(Requests.lights(checked)).containsExactly("RED topic-missing/legacy.orders");
      assertThat(checked.findings().get(0).reason()).contains("orders or legacy.orders");
    }
    assertThat(check(topic(1, 1)).findings()).isEmpty();
  }

  @Test
  void whereNoTopicWasDescribedNothingWasCompared() {
    assertThat(Requests.lights(check())).containsExactly("RED sampled-empty/topic-configs");
  }

  private static Checked check(TopicSides... topics) {
    return new TopicConfigs().check(Requests.with(Requests.of(""), Set.of("classic"), topics));
  }

  private static TopicSides topic(int onSource, int onTarget) {
    return new TopicSides(
        "orders", "legacy.orders", onSource, onTarget, new TreeMap<>(), new TreeMap<>());
  }
}
