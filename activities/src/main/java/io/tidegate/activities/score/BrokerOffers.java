package io.tidegate.activities.score;

import io.tidegate.activities.kafka.BrokerApis;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.FeatureMetadata;

/**
 * What brokers of the source offer to clients and those of the target lack: APIs, versions of them,
 * and features. Whether the unit needs it, the canary and the real client tell: YELLOW.
 */
final class BrokerOffers implements Check {
  private static final int TOLD_MAX = 8;

  @Override
  public String name() {
    return "broker-offers";
  }

  @Override
  public Dimension dimension() {
    return Dimension.COMPATIBILITY;
  }

  /**
   * What one side offers.
   *
   * @param apis the newest version of each
   * @param features the finalized level of each
   */
  record Offer(SortedMap<String, Short> apis, SortedMap<String, Short> features) {}

  record Seen(Offer source, Offer target) {}

  @Override
  public Checked check(ScoreRequest asked) {
    Seen seen = new Seen(offer(asked.source()), offer(asked.target()));
    return Checked.of(this, findings(seen.source(), seen.target()), seen);
  }

  static Findings findings(Offer source, Offer target) {
    Findings findings = new Findings();
    report(
        findings,
        "api-lacking",
        "the target's brokers lack ",
        lacking(source.apis(), target.apis()));
    report(
        findings,
        "api-older",
        "the target's brokers speak older ",
        older(source.apis(), target.apis()));
    List<String> features = lacking(source.features(), target.features());
    features.addAll(older(source.features(), target.features()));
    report(findings, "feature-lacking", "the target lacks features of the source: ", features);
    return findings;
  }

  private static void report(Findings findings, String id, String what, List<String> names) {
    if (!names.isEmpty()) {
      String more = names.size() > TOLD_MAX ? " and " + (names.size() - TOLD_MAX) + " more" : "";
      findings.yellow(
          id, what + String.join(", ", names.subList(0, Math.min(TOLD_MAX, names.size()))) + more);
    }
  }

  private static List<String> lacking(
      SortedMap<String, Short> source, SortedMap<String, Short> target) {
    List<String> lacking = new ArrayList<>(source.keySet());
    lacking.removeAll(target.keySet());
    return lacking;
  }

  private static List<String> older(
      SortedMap<String, Short> source, SortedMap<String, Short> target) {
    List<String> older = new ArrayList<>();
    source.forEach(
        (name, version) -> {
          Short other = target.get(name);
          if (other != null && other < version) {
            older.add("%s (%d, source %d)".formatted(name, other, version));
          }
        });
    return older;
  }

  private static Offer offer(Cluster cluster) {
    FeatureMetadata metadata =
        cluster.await(
            KafkaCall.onCluster("reading the features", "DESCRIBE"),
            cluster.admin().describeFeatures().featureMetadata());
    SortedMap<String, Short> features = new TreeMap<>();
    metadata
        .finalizedFeatures()
        .forEach((name, range) -> features.put(name, range.maxVersionLevel()));
    return new Offer(new BrokerApis(cluster).newest(), features);
  }
}
