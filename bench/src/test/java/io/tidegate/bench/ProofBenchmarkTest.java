package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProofBenchmarkTest {
  /** A benchmark of a proof that fails early would be fast. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 100_000})
  void whatIsMeasuredIsAProofOfEveryRecord(long lag) {
    ProofBenchmark benchmark = new ProofBenchmark();
    benchmark.lag = lag;

    Row row = benchmark.proof();

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(1_000);
  }
}
