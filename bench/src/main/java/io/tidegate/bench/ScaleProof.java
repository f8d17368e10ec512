package io.tidegate.bench;

import io.tidegate.activities.proof.GroupProof;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;

/**
 * One proof in a JVM of its own, apart from the brokers, so that its heap is the prover's alone.
 * Arguments: the two addresses, the group, its partitions, the offset at which each is EXACT, and
 * the file that the finding is written to.
 */
final class ScaleProof {

  private ScaleProof() {}

  /**
   * @param recordsRead from both clusters, counted by the Kafka clients themselves
   * @param seconds of the one proof, cold
   * @param peakHeapBytes the sum of what each heap pool held at most, garbage included
   * @param maxHeapBytes that the JVM was given
   */
  record Found(
      String verdicts,
      int partitions,
      long recordsRead,
      double seconds,
      long peakHeapBytes,
      long maxHeapBytes) {}

  public static void main(String[] arguments) throws IOException {
    int partitions = Integer.parseInt(arguments[3]);
    long resume = Long.parseLong(arguments[4]);
    try (Check check = new Check(arguments[0], arguments[1])) {
      long begin = System.nanoTime();
      GroupProof proof = check.prove(arguments[2]);
      double seconds = (System.nanoTime() - begin) / 1e9;
      Check.exactAt(resume, partitions, proof);
      Found found =
          new Found(
              proof.partitions().get(0).verdict() + " " + proof.partitions().get(0).proof(),
              partitions,
              ConsumedRecords.total(),
              seconds,
              peakHeap(),
              Runtime.getRuntime().maxMemory());
      ProofTimer.JSON.writeValue(new File(arguments[5]), found);
    }
  }

  private static long peakHeap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage == null ? 0 : usage.getUsed())
        .sum();
  }
}
