package io.tidegate.activities.kafka;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The clusters that the configuration names, each with its clients. Nothing is connected before it
 * is asked for. Safe for many threads.
 */
public final class Clusters implements AutoCloseable {
  private final Map<String, Cluster> byName = new TreeMap<>();

  /** With {@link ReadLimit#DEFAULT}. */
  public Clusters(Map<String, Map<String, String>> properties) {
    this(properties, ReadLimit.DEFAULT);
  }

  /**
   * @param properties Kafka client properties by cluster name; settings that a read decides by
   *     itself (group, isolation, deserializers, offset reset) are not taken from here
   * @param limit for each cluster
   */
  public Clusters(Map<String, Map<String, String>> properties, ReadLimit limit) {
    properties.forEach((name, settings) -> byName.put(name, new Cluster(name, settings, limit)));
  }

  /**
   * The cluster of that name; a name that is not configured is an error that tells which ones are.
   */
  public Cluster get(String name) {
    Cluster cluster = byName.get(name);
    if (cluster == null) {
      throw new IllegalArgumentException(
          "cluster '" + name + "' is not configured; configured are " + names());
    }
    return cluster;
  }

  /** The configured names, sorted. */
  public Set<String> names() {
    return new TreeSet<>(byName.keySet());
  }

  @Override
  public void close() {
    byName.values().forEach(Cluster::close);
  }
}
