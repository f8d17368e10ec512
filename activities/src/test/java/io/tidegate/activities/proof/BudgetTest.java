package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.TopicFacts.Topic;
import io.tidegate.activities.proof.Windows.Wanted;
import io.tidegate.parity.Calibration;
import io.tidegate.parity.PartitionPair;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class BudgetTest {
  private static final int TOTAL_KIB = 16 * 1024;

  private final Budget budget = new Budget(TOTAL_KIB * 1024L);
  private final List<Wanted> portion = List.of(wanted());

  @Test
  void whatManyChecksHoldAtATimeIsNeverMoreThanTheBudget() {
    AtomicInteger held = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletableFuture<Void>> checks = new ArrayList<>();
    for (int check = 0; check < 12; check++) {
      checks.add(
          CompletableFuture.runAsync(
              () -> {
                try (Budget.Held own = budget.held()) {
                  for (int read = 0; read < 5; read++) {
                    int kib = own.take(portion);
                    most.accumulateAndGet(held.addAndGet(kib), Math::max);
                    LockSupport.parkNanos(100_000);
                    held.addAndGet(-kib);
                    own.giveBack(kib);
                  }
                }
              }));
    }
    checks.forEach(CompletableFuture::join);
    assertThat(most.get()).isBetween(1, TOTAL_KIB);
  }

  @Test
  void whatAPortionDidNotNeedIsThereForTheOthers() throws Exception {
    try (Budget.Held one = budget.held();
        Budget.Held other = budget.held();
        Budget.Held third = budget.held()) {
      int kib = one.take(portion);
      other.take(portion);
      CompletableFuture<Integer> waits = CompletableFuture.supplyAsync(() -> third.take(portion));
      assertThat(waits).isNotDone();
      one.giveBack(kib);
      assertThat(waits.get(20, TimeUnit.SECONDS)).isEqualTo(kib);
    }
  }

  @Test
  void whoCanDoWithoutMemoryWaitsForNobodyWhoHoldsIt() throws Exception {
    try (Budget.Held one = budget.held();
        Budget.Held other = budget.held();
        Budget.Held third = budget.held()) {
      one.take(portion);
      int kib = other.take(portion);
      assertThat(spare(third)).as("all of it is held").isZero();
      other.giveBack(kib);
      assertThat(spare(third)).isEqualTo(TOTAL_KIB / 2);
    }
  }

  @Test
  void whoCanDoWithoutMemoryWaitsForNobodyWhoReads() throws Exception {
    List<Budget.Held> readers = new ArrayList<>();
    for (int reader = 0; reader < Budget.READING_MAX; reader++) {
      Budget.Held held = budget.held();
      held.giveBack(held.take(portion));
      readers.add(held);
    }
    try (Budget.Held own = budget.held()) {
      assertThat(spare(own)).isZero();
      readers.forEach(Budget.Held::close);
      assertThat(spare(own)).isPositive();
    }
  }

  private static int spare(Budget.Held held) throws Exception {
    return CompletableFuture.supplyAsync(held::takeIfSpare).get(20, TimeUnit.SECONDS);
  }

  @Test
  void aCheckThatEndsGivesBackAllThatItHeld() throws Exception {
    for (int turn = 0; turn < 3 * Budget.READING_MAX; turn++) {
      try (Budget.Held own = budget.held()) {
        int kib = CompletableFuture.supplyAsync(() -> own.take(portion)).get(20, TimeUnit.SECONDS);
        assertThat(kib).isLessThanOrEqualTo(TOTAL_KIB / 2);
      }
    }
  }

  private static Wanted wanted() {
    Topic topic = new Topic("orders", null, 1, new TreeSet<>(), new TreeMap<>());
    Piece piece =
        new Piece(
            ProofRequest.strict("readers"),
            new PartitionPair("orders", 0, "orders", 0),
            new TopicPair(new Frames.Both(topic, topic)),
            new Calibration.Uncalibrated("not looked at"),
            List.of(),
            null,
            false);
    Offsets.Of offsets = new Offsets.Of(0, 0, 0L, null, 0, 100, 100, List.of());
    return new Wanted(piece, offsets, new Reach(0, 0, 0, false));
  }
}
