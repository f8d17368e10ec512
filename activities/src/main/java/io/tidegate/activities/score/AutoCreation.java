package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BrokerSetting;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Side;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.ConfigEntry;

/**
 * Whether a client that names a topic which is not there makes one: on the target a mistyped name
 * then reads nothing for ever instead of failing.
 */
final class AutoCreation implements Check {
  private static final String SETTING = "auto.create.topics.enable";

  @Override
  public String name() {
    return "auto-topic-creation";
  }

  @Override
  public Dimension dimension() {
    return Dimension.COMPATIBILITY;
  }

  @Override
  public Checked check(ScoreRequest asked) {
    Findings findings = new Findings();
    Map<String, String> seen = new TreeMap<>();
    for (Side side : Side.values()) {
      seen.put(side.word(), setting(asked.cluster(side)));
    }
    if (!"false".equals(seen.get(Side.TARGET.word()))) {
      findings.yellow(
          "auto-topic-creation/target",
          "%s is %s on the target: a client that names a topic wrongly makes it"
              .formatted(SETTING, seen.get(Side.TARGET.word())));
    }
    return Checked.of(this, findings, seen);
  }

  private static String setting(Cluster cluster) {
    return BrokerSetting.of(cluster, SETTING).map(ConfigEntry::value).orElse("not told");
  }
}
