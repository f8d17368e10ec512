package io.tidegate.sandbox;

import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.IsolationLevel;

/**
 * How MirrorMaker 2 replicates. It looks for new topics and groups, and writes checkpoints, every
 * second.
 *
 * @param topics a comma-separated list of patterns; internal topics never match
 * @param naming what a topic is called on the target
 * @param isolation of the consumer that reads the source; with {@code READ_COMMITTED} aborted
 *     records are not copied
 * @param offsetLagMax a sync is written at the latest when this many records have passed since the
 *     last
 * @param syncGroupOffsets whether MirrorMaker itself moves group offsets on the target
 * @param overrides any MirrorMaker setting, with or without a cluster's prefix; they win
 */
public record MirrorMakerOptions(
    String topics,
    Naming naming,
    IsolationLevel isolation,
    long offsetLagMax,
    boolean syncGroupOffsets,
    Map<String, String> overrides) {

  private static final String REFRESH_SECONDS = "1";

  private static final Map<String, String> FEW_REPLICAS =
      Map.ofEntries(
          Map.entry("replication.factor", "1"),
          Map.entry("offset-syncs.topic.replication.factor", "1"),
          Map.entry("checkpoints.topic.replication.factor", "1"),
          Map.entry("heartbeats.topic.replication.factor", "1"),
          Map.entry("config.storage.replication.factor", "1"),
          Map.entry("offset.storage.replication.factor", "1"),
          Map.entry("offset.storage.partitions", "1"),
          Map.entry("status.storage.replication.factor", "1"),
          Map.entry("status.storage.partitions", "1"),
          // Heartbeats alone would start a second herder, for the way back.
          Map.entry("emit.heartbeats.enabled", "false"),
          Map.entry("sync.topic.acls.enabled", "false"));

  /** A replication policy of Kafka's own. */
  public enum Naming {
    /** The same name on both sides. */
    IDENTITY("org.apache.kafka.connect.mirror.IdentityReplicationPolicy"),
    /** The source's alias and a dot before the name: MirrorMaker's default. */
    SOURCE_PREFIX("org.apache.kafka.connect.mirror.DefaultReplicationPolicy");

    private final String policyClass;

    Naming(String policyClass) {
      this.policyClass = policyClass;
    }
  }

  public MirrorMakerOptions {
    if (topics.isBlank()) {
      throw new IllegalArgumentException("topics is blank: give a pattern, such as .*");
    }
    if (offsetLagMax < 0) {
      throw new IllegalArgumentException("offsetLagMax " + offsetLagMax + ": 0 and up is allowed");
    }
    overrides = Map.copyOf(overrides);
  }

  /** All topics, identity names, committed records, a sync every 100 records. */
  public static MirrorMakerOptions defaults() {
    return new MirrorMakerOptions(
        ".*", Naming.IDENTITY, IsolationLevel.READ_COMMITTED, 100, false, Map.of());
  }

  public MirrorMakerOptions withTopics(String patterns) {
    return new MirrorMakerOptions(
        patterns, naming, isolation, offsetLagMax, syncGroupOffsets, overrides);
  }

  public MirrorMakerOptions withNaming(Naming other) {
    return new MirrorMakerOptions(
        topics, other, isolation, offsetLagMax, syncGroupOffsets, overrides);
  }

  public MirrorMakerOptions withIsolation(IsolationLevel level) {
    return new MirrorMakerOptions(topics, naming, level, offsetLagMax, syncGroupOffsets, overrides);
  }

  public MirrorMakerOptions withOffsetLagMax(long records) {
    return new MirrorMakerOptions(topics, naming, isolation, records, syncGroupOffsets, overrides);
  }

  public MirrorMakerOptions withSyncGroupOffsets(boolean sync) {
    return new MirrorMakerOptions(topics, naming, isolation, offsetLagMax, sync, overrides);
  }

  public MirrorMakerOptions withOverrides(Map<String, String> settings) {
    return new MirrorMakerOptions(
        topics, naming, isolation, offsetLagMax, syncGroupOffsets, settings);
  }

  /** The file that {@code connect-mirror-maker.sh} would be given. */
  Map<String, String> properties(KafkaCluster source, KafkaCluster target) {
    String flow = source.name() + "->" + target.name() + ".";
    Map<String, String> properties = new TreeMap<>(FEW_REPLICAS);
    properties.put("clusters", source.name() + "," + target.name());
    properties.put(source.name() + ".bootstrap.servers", source.bootstrapServers());
    properties.put(target.name() + ".bootstrap.servers", target.bootstrapServers());
    properties.put(source.name() + ".consumer.isolation.level", isolation.toString());
    properties.put(flow + "enabled", "true");
    properties.put(flow + "topics", topics);
    properties.put(flow + "groups", ".*");
    properties.put("replication.policy.class", naming.policyClass);
    properties.put("offset.lag.max", String.valueOf(offsetLagMax));
    properties.put("sync.group.offsets.enabled", String.valueOf(syncGroupOffsets));
    properties.put("sync.group.offsets.interval.seconds", REFRESH_SECONDS);
    properties.put("emit.checkpoints.interval.seconds", REFRESH_SECONDS);
    properties.put("refresh.topics.interval.seconds", REFRESH_SECONDS);
    properties.put("refresh.groups.interval.seconds", REFRESH_SECONDS);
    // Scanning the classpath for plugins costs ten seconds and half a gigabyte.
    for (String prefix : new String[] {"", source.name() + ".", target.name() + "."}) {
      properties.put(prefix + "plugin.discovery", "service_load");
    }
    // A worker that comes back takes its tasks at once.
    properties.put(target.name() + ".scheduled.rebalance.max.delay.ms", "0");
    properties.putAll(overrides);
    return properties;
  }
}
