package io.tidegate.demo.app;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * One application's own account of its records, kept by the application and not by the engine.
 *
 * <p>The producer numbers the records of each partition 0, 1, 2, …; the number is in the record's
 * value, so it survives any change of offset between clusters. A record counts as <em>owed</em>
 * once its broker acknowledged it (or its transaction committed). Memory: three bits a record.
 */
public final class Account {
  private final Ledger[] partitions;
  private final List<Pause> pauses = new ArrayList<>();
  private String cluster = "";
  private boolean restarted;
  private long lastProcessedNanos;
  private long lastOnThisCluster;

  Account(int partitionCount) {
    partitions = new Ledger[partitionCount];
    for (int p = 0; p < partitionCount; p++) {
      partitions[p] = new Ledger();
    }
  }

  /** The stand of one moment; all counts are records. */
  public record Stand(
      long owed,
      long processed,
      long once,
      long replayed,
      long skipped,
      long behind,
      long aborted,
      long strangers) {}

  /**
   * How long the application stood still when its consumers moved, or were started again where they
   * were: from its last record there to its first here.
   */
  public record Pause(String from, String to, Duration length) {}

  synchronized long next(int partition) {
    return partitions[partition].issued++;
  }

  /** The broker has it for good: from now on it is owed to the consumer. */
  synchronized void owed(int partition, long number) {
    partitions[partition].owed.set(Math.toIntExact(number));
  }

  /** Its transaction was aborted: nobody who reads committed may ever process it. */
  synchronized void aborted(int partition, long number) {
    partitions[partition].aborted.set(Math.toIntExact(number));
  }

  /** Its consumers are about to be started. */
  synchronized void starting() {
    restarted = true;
  }

  synchronized void processed(String onCluster, int partition, long number, long nowNanos) {
    if (restarted || !onCluster.equals(cluster)) {
      restarted = false;
      if (!cluster.isEmpty()) {
        pauses.add(new Pause(cluster, onCluster, Duration.ofNanos(nowNanos - lastProcessedNanos)));
      }
      cluster = onCluster;
      lastOnThisCluster = 0;
    }
    lastProcessedNanos = nowNanos;
    lastOnThisCluster++;
    partitions[partition].count(Math.toIntExact(number));
  }

  /**
   * Records processed since the consumers last moved; tells that they really work where they are.
   */
  public synchronized long processedHere() {
    return lastOnThisCluster;
  }

  /** The cluster of the last processed record; empty before the first. */
  public synchronized String cluster() {
    return cluster;
  }

  public synchronized List<Pause> pauses() {
    return List.copyOf(pauses);
  }

  /**
   * Counts now. A record is <em>skipped</em> when it is owed, was never processed, and a later one
   * of its partition was; it is <em>behind</em> when no later one was. {@code strangers} were
   * processed although their transaction was aborted.
   */
  public synchronized Stand stand() {
    long owed = 0;
    long processed = 0;
    long once = 0;
    long replayed = 0;
    long skipped = 0;
    long behind = 0;
    long aborted = 0;
    long strangers = 0;
    for (Ledger ledger : partitions) {
      owed += ledger.owed.cardinality();
      int last = ledger.seen.length() - 1;
      for (int n = ledger.owed.nextSetBit(0); n >= 0; n = ledger.owed.nextSetBit(n + 1)) {
        if (ledger.seen.get(n)) {
          once++;
        } else if (n < last) {
          skipped++;
        } else {
          behind++;
        }
      }
      processed += ledger.deliveries;
      replayed += ledger.again;
      aborted += ledger.aborted.cardinality();
      BitSet foreign = (BitSet) ledger.aborted.clone();
      foreign.and(ledger.seen);
      strangers += foreign.cardinality();
    }
    return new Stand(owed, processed, once, replayed, skipped, behind, aborted, strangers);
  }

  /** One partition: which numbers were issued, are owed and were seen. */
  private static final class Ledger {
    private final BitSet owed = new BitSet();
    private final BitSet aborted = new BitSet();
    private final BitSet seen = new BitSet();
    private long issued;
    private long deliveries;
    private long again;

    private void count(int number) {
      deliveries++;
      if (seen.get(number)) {
        again++;
      }
      seen.set(number);
    }
  }
}
