package io.tidegate.bench;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LogRecord;
import io.tidegate.parity.PartitionLog;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Profile;
import io.tidegate.parity.Question;
import io.tidegate.parity.RecordCursor;
import io.tidegate.parity.Resolver;
import io.tidegate.parity.Row;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The proof of one partition against the floor: the same records of both logs merely read.
 * Milliseconds a partition; what counts is the ratio of the two in one run. Run {@code
 * org.openjdk.jmh.Main} with the class path in {@code target/libraries}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class ProofBenchmark {
  private static final int VALUE_BYTES = 500;
  private static final long READ_BEFORE = 1_000;
  private static final PartitionPair PAIR = new PartitionPair("payments", 0, "payments", 0);
  private static final Profile PROFILE = Profile.plain(true, Isolation.READ_UNCOMMITTED);

  /** Unread records of the group. */
  @Param({"0", "1000", "100000"})
  long lag;

  /** An EXACT row each time; {@code ProofBenchmarkTest} holds that. */
  @Benchmark
  public Row proof() {
    Resolver resolver = new Resolver(InstantSource.system(), atMost -> {});
    return resolver.resolve(
        Question.of(PAIR, READ_BEFORE, Isolation.READ_UNCOMMITTED, PROFILE, READ_BEFORE + lag),
        log("legacy"),
        log("cloud"));
  }

  @Benchmark
  public void bareRead(Blackhole sink) {
    read(log("legacy"), sink);
    read(log("cloud"), sink);
  }

  private PartitionLog log(String cluster) {
    return new GeneratedLog(cluster + " payments-0", READ_BEFORE + lag, VALUE_BYTES);
  }

  private static void read(PartitionLog log, Blackhole sink) {
    try (RecordCursor cursor = log.open(log.begin(), log.end())) {
      for (LogRecord record = cursor.next(); record != null; record = cursor.next()) {
        sink.consume(record);
      }
    }
  }
}
