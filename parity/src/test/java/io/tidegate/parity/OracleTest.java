package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the oracle holds against a row, and what it does not. */
final class OracleTest {
  private static final Oracle.Truth TWO_ABORTED =
      new Oracle.Truth(Set.of(0, 1), Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  /**
   * 0 to 3 were aborted, 2 and 3 committed later, and the whole was sent twice. That 2 and 3 come
   * twice from 0 on is no reason to resume there: of the aborted ones nothing is ever sent. Seed
   * 154011542048903 of random logs.
   *
   * <pre>
   * source | [0 1 2 3 aborted] 2 3 4        the replicator reads committed
   * target | 2 3 4 2 3 4                    from 3 on nothing is skipped
   * </pre>
   */
  @Test
  void whoLeavesOutTheAbortedTwinSkipsNothing() {
    MemoryLog source = MemoryLog.named("source").aborted(0, 1, 2, 3).add(2, 3, 4);
    MemoryLog target = MemoryLog.named("target").add(2, 3, 4, 2, 3, 4);
    List<Integer> unread = source.idsFrom(0);
    List<Integer> due = source.committedView().idsFrom(0);

    Row row = Checks.ask(source, target, 0);

    assertThat(row.verdict()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.resume()).isEqualTo(3);
    assertThat(new Oracle(unread, due, target, List.of(), true, TWO_ABORTED).wrong(row)).isEmpty();
  }

  /** Of a replicator that copies them, the first of the two is skipped. */
  @Test
  void whereTheAbortedTwinIsCopiedItIsSkippedLikeAnyOther() {
    MemoryLog target = MemoryLog.named("target").add(2, 3, 4, 2, 3, 4);
    MemoryLog source = MemoryLog.named("source").aborted(0, 1, 2, 3).add(2, 3, 4);
    List<Integer> unread = source.idsFrom(0);

    Row row = Checks.ask(source, target, 0);

    assertThat(new Oracle(unread, target, List.of(), true, TWO_ABORTED).wrong(row))
        .hasValueSatisfying(why -> assertThat(why).contains("skips"));
  }

  /**
   * 3 and 4 were lost, which the copy of the aborted 6 shows. Of a replicator that has sent no 6
   * nobody could tell that. Seed of all random logs 9000001, where a group had not committed.
   *
   * <pre>
   * source | [0 1 2 3 4 (5 6) 9 10        the group reads committed
   * target |  0 1 2       6
   * </pre>
   */
  @Test
  void whatStandsBeforeTheLastPhantomIsLostAndNotPending() {
    MemoryLog source = MemoryLog.named("source").range(0, 5).aborted(5, 6).add(9, 10);
    MemoryLog target = MemoryLog.named("target").add(0, 1, 2, 6);
    Set<Integer> aborted = Set.of(5, 6);
    Oracle.Truth truth = new Oracle.Truth(aborted, aborted, Set.of(), Set.of(), Set.of(), Set.of());
    List<Integer> unread = source.committedView().idsFrom(0);

    Row row = Checks.ask(source.committedView(), target.committedView(), 0);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.SKIP);
    assertThat(row.counts().skip()).isEqualTo(2);
    assertThat(row.counts().pending()).isEqualTo(2);
    assertThat(new Oracle(unread, target, List.of(9, 10), false, truth).wrong(row)).isEmpty();
  }
}
