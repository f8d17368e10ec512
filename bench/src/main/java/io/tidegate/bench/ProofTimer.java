package io.tidegate.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Times proofs and their floors, in a JVM of its own apart from the brokers. Arguments: the two
 * addresses, a file of cases, and the file that the timings are written to.
 */
final class ProofTimer {
  static final ObjectMapper JSON = new ObjectMapper();

  private ProofTimer() {}

  public static void main(String[] arguments) throws IOException {
    List<Case> cases = JSON.readValue(new File(arguments[2]), new TypeReference<>() {});
    List<Timing> timings = new ArrayList<>();
    for (Case of : cases) {
      Timing timing = time(arguments[0], arguments[1], of);
      System.err.printf(
          "bench: %s: proof %.4f s, floor %.4f s, ratio %.2f, %d records read%n",
          of.group(),
          timing.proofSeconds().median(),
          timing.floorSeconds().median(),
          timing.ratio().median(),
          timing.recordsRead());
      timings.add(timing);
    }
    JSON.writeValue(new File(arguments[3]), timings);
  }

  /** Proof and floor by turns; which one goes first changes every round. */
  static Timing time(String source, String target, Case of) {
    List<Double> proofs = new ArrayList<>();
    List<Double> floors = new ArrayList<>();
    long recordsRead = 0;
    try (Check check = new Check(source, target);
        Floor onSource = floor(source, of, Log.SHIFT);
        Floor onTarget = floor(target, of, 0)) {
      for (int round = -of.warmup(); round < of.rounds(); round++) {
        boolean floorFirst = Math.floorMod(round, 2) == 0;
        double floor = floorFirst ? seconds(() -> read(onSource, onTarget)) : 0;
        long before = ConsumedRecords.total();
        double proof =
            seconds(() -> Check.exactAt(of.boundary(), of.partitions(), check.prove(of.group())));
        recordsRead = ConsumedRecords.total() - before;
        if (!floorFirst) {
          floor = seconds(() -> read(onSource, onTarget));
        }
        if (round >= 0) {
          proofs.add(proof);
          floors.add(floor);
        }
      }
    }
    return new Timing(of, new Rounds(proofs), new Rounds(floors), recordsRead);
  }

  /** Both clusters at once, as the proof may read them. */
  private static void read(Floor source, Floor target) {
    CompletableFuture<Void> beside = CompletableFuture.runAsync(source::read);
    target.read();
    beside.join();
  }

  private static Floor floor(String bootstrapServers, Case of, long shift) {
    return new Floor(
        bootstrapServers,
        of.topic(),
        of.partitions(),
        shift + of.windowBegin(),
        shift + of.windowEnd());
  }

  private static double seconds(Runnable deed) {
    long begin = System.nanoTime();
    deed.run();
    return (System.nanoTime() - begin) / 1e9;
  }
}
