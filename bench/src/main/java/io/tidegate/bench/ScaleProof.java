package io.tidegate.bench;

import io.tidegate.activities.proof.GroupProof;
import io.tidegate.parity.Row;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/**
 * One check in a JVM of its own, apart from the brokers, so that its heap is the prover's alone.
 * Arguments: the two addresses, the file that the finding is written to, the partitions of each
 * group, and the groups, each as {@code offset=name} with the offset at which it is EXACT.
 */
final class ScaleProof {

  private ScaleProof() {}

  /**
   * @param partitions of all groups
   * @param recordsRead from both clusters, counted by the Kafka clients themselves
   * @param seconds of the one check, cold
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
    List<Asked> asked = List.of(arguments).stream().skip(4).map(Asked::of).toList();
    try (Check check = new Check(arguments[0], arguments[1])) {
      long begin = System.nanoTime();
      List<GroupProof> proofs = check.prove(asked.stream().map(Asked::group).toList());
      double seconds = (System.nanoTime() - begin) / 1e9;
      for (int i = 0; i < proofs.size(); i++) {
        Check.exactAt(asked.get(i).resume(), partitions, proofs.get(i));
      }
      Row first = proofs.get(0).partitions().get(0);
      Found found =
          new Found(
              first.verdict() + " " + first.proof(),
              partitions * proofs.size(),
              ConsumedRecords.total(),
              seconds,
              peakHeap(),
              Runtime.getRuntime().maxMemory());
      ProofTimer.JSON.writeValue(new File(arguments[2]), found);
    }
  }

  /** A group, and where it is EXACT. */
  record Asked(String group, long resume) {
    static Asked of(String argument) {
      int sign = argument.indexOf('=');
      return new Asked(argument.substring(sign + 1), Long.parseLong(argument.substring(0, sign)));
    }

    @Override
    public String toString() {
      return resume + "=" + group;
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
