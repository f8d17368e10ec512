package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The hashes below were computed by another program from the rule as it is written down. */
class ChainTest {
  private static final Entry FIRST =
      new Entry(
          1,
          Instant.parse("2026-09-21T14:13:20.123456Z"),
          "wave-created",
          "wave-1",
          "tidegate api",
          "{\"é\":1}",
          "0".repeat(64),
          "6b7ac7064ea8c5fd7eb28db07e76b1fd4f8259d912aca0795d9a5baf75586728",
          "520e8a4b92c30fb36c729d66599cdbada72adadde5a704fbe1446ba00e7ff858");
  private static final Entry SECOND =
      new Entry(
          2,
          Instant.parse("2026-09-21T14:13:21Z"),
          "worker-started",
          null,
          "tidegate worker",
          "{}",
          FIRST.hash(),
          "d2ecc55e638bb3a8a51212f4c182ff66de1703821733c4b03b9fafbb4bbad136",
          "c903c65875d732b36ba8d09c006612e19f3793c0393d748df13e9299abaab986");

  private final Chain chain = new Chain();

  @Test
  void entriesWithTheHashesOfTheRuleFit() {
    assertThat(chain.next(FIRST)).isEmpty();
    assertThat(chain.next(SECOND)).isEmpty();
    assertThat(chain.seq()).isEqualTo(2);
    assertThat(chain.hash()).isEqualTo(SECOND.hash());
  }

  @Test
  void aMissingEntryIsNamed() {
    assertThat(chain.next(SECOND)).contains(new ChainFault(1, "is missing: the next entry is 2"));
  }

  @Test
  void otherContentIsNamed() {
    Entry other = with(FIRST.wave() + "x", FIRST.previous(), FIRST.leaf(), FIRST.at());

    assertThat(chain.next(other))
        .map(ChainFault::problem)
        .hasValueSatisfying(
            problem -> assertThat(problem).startsWith("its content does not have its hash"));
  }

  @Test
  void anotherLeafHashIsNamed() {
    Entry other = with("wave-1", FIRST.previous(), SECOND.leaf(), FIRST.at());

    assertThat(chain.next(other))
        .map(ChainFault::problem)
        .hasValueSatisfying(
            problem -> assertThat(problem).startsWith("its content does not have its leaf hash"));
  }

  @Test
  void anotherPredecessorIsNamed() {
    Entry other = with("wave-1", SECOND.hash(), FIRST.leaf(), FIRST.at());

    assertThat(chain.next(other))
        .map(ChainFault::problem)
        .hasValueSatisfying(problem -> assertThat(problem).startsWith("follows " + SECOND.hash()));
  }

  @Test
  void aMicrosecondMoreIsOtherContent() {
    Entry other = with("wave-1", FIRST.previous(), FIRST.leaf(), FIRST.at().plusNanos(1_000));

    assertThat(chain.next(other)).isPresent();
  }

  private static Entry with(String wave, String previous, String leaf, Instant at) {
    return new Entry(
        1,
        at,
        FIRST.kind(),
        wave,
        FIRST.subject(),
        FIRST.detailJson(),
        previous,
        FIRST.hash(),
        leaf);
  }
}
