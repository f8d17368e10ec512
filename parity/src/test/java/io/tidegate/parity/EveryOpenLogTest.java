package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * All sources of up to four records of which some are in a transaction that is open, and targets of
 * up to four of them, against an oracle that lets it end well and delivers.
 */
final class EveryOpenLogTest {
  private static final int MOST = 4;

  private final List<String> wrong = new ArrayList<>();
  private long cases;
  private long exact;

  @Test
  void noClaimBesideAnOpenTransactionIsWrongOnceItHasEnded() {
    for (int size = 1; size <= MOST; size++) {
      for (int open = 1; open < 1 << size; open++) {
        MemoryLog source = source(size, open);
        for (List<Integer> copied : EverySmallLogTest.sequences(size, MOST)) {
          for (int committed = 0; committed <= source.end(); committed++) {
            judge(source, copied, committed);
          }
        }
      }
    }
    System.out.println(
        "every small log, open: " + cases + " cases, " + exact + " exact, " + wrong.size());
    assertThat(wrong).isEmpty();
    assertThat(exact).isGreaterThan(100);
  }

  /** Of a group that reads committed; record n is open where bit n is set. */
  private static MemoryLog source(int size, int open) {
    MemoryLog log = MemoryLog.named("source");
    for (int id = 0; id < size; id++) {
      if ((open >> id & 1) == 0) {
        log.add(id);
      } else {
        log.undecided(id);
      }
    }
    return log.committedView();
  }

  private void judge(MemoryLog source, List<Integer> copied, int committed) {
    MemoryLog target = MemoryLog.named("target").committedView();
    copied.forEach(target::add);
    Row row = Checks.ask(Checks.live(source, target, committed), source, target, Checks.SMALL);
    cases++;
    exact += row.verdict() == Verdict.EXACT ? 1 : 0;
    int next = copied.isEmpty() ? 0 : copied.get(copied.size() - 1) + 1;
    List<Integer> ended = source.ended().idsFrom(0);
    Set<Integer> unseen = Set.copyOf(ended.subList((int) source.end(), ended.size()));
    Oracle oracle =
        new Oracle(
            ended.subList(committed, ended.size()),
            target,
            ended.subList(next, ended.size()),
            false,
            new Oracle.Truth(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), unseen));
    String picture = source.slots() + " records, seen " + source.idsFrom(0) + " @" + committed;
    oracle.wrong(row).ifPresent(why -> wrong.add(picture + " -> " + copied + ": " + why));
  }
}
