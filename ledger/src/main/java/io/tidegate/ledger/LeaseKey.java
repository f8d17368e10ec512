package io.tidegate.ledger;

import java.util.Comparator;

/**
 * What a LIVE wave holds alone.
 *
 * @param cluster Kafka's cluster id of the source
 * @param name of the unit, the group, or the topic whose producers are meant
 */
public record LeaseKey(Kind kind, String cluster, String name) implements Comparable<LeaseKey> {
  private static final Comparator<LeaseKey> ORDER =
      Comparator.comparing(LeaseKey::kind)
          .thenComparing(LeaseKey::cluster)
          .thenComparing(LeaseKey::name);

  public LeaseKey {
    Require.text("cluster", cluster);
    Require.text("name", name);
  }

  @Override
  public int compareTo(LeaseKey other) {
    return ORDER.compare(this, other);
  }

  /** What is leased. */
  public enum Kind {
    UNIT,
    GROUP,
    PRODUCERS
  }
}
