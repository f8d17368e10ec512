package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  private static final List<Integer> MANY =
      IntStream.range(0, SideBySide.UNDER_WAY_MAX).boxed().toList();

  @Test
  void resultsComeInTheOrderOfTheirItems() {
    try (SideBySide beside = new SideBySide("order", Progress.NONE)) {
      assertThat(beside.each("pieces", MANY, number -> -number))
          .isEqualTo(MANY.stream().map(number -> -number).toList());
      assertThat(beside.each("pieces", List.<Integer>of(), number -> number)).isEmpty();
    }
  }

  @Test
  void aThreadWithoutWorkIsTakenBeforeAnotherIsMade() {
    Set<String> threads = new HashSet<>();
    try (SideBySide beside = new SideBySide("again", Progress.NONE)) {
      for (int number = 0; number < MANY.size(); number++) {
        threads.add(beside.one("piece", () -> Thread.currentThread().getName()));
      }
    }
    assertThat(threads.size()).isLessThan(MANY.size() / 2);
  }

  @Test
  void fewWorkAtATime() {
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (SideBySide beside = new SideBySide("few", Progress.NONE)) {
      beside.each(
          "pieces",
          MANY,
          number -> {
            most.accumulateAndGet(working.incrementAndGet(), Math::max);
            LockSupport.parkNanos(1_000_000);
            return working.decrementAndGet();
          });
    }
    assertThat(most.get()).isBetween(1, SideBySide.WORKING_MAX);
  }

  @Test
  void piecesThatWaitDoNotHoldUpTheOthers() {
    CountDownLatch all = new CountDownLatch(MANY.size());
    try (SideBySide beside = new SideBySide("waits", Progress.NONE)) {
      List<Boolean> met = beside.each("pieces", MANY, number -> meets(all, beside));
      assertThat(met).as("all pieces were under way at once").containsOnly(true);
    }
  }

  /** Whether all that are counted were under way at once. */
  private static boolean meets(CountDownLatch all, SideBySide beside) {
    all.countDown();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (all.getCount() > 0 && System.nanoTime() < deadline) {
      beside.pause(Duration.ofMillis(5));
    }
    return all.getCount() == 0;
  }

  @Test
  void theWaitsOfManyPartsDoNotAddUp() {
    List<Integer> parts = MANY.subList(0, 5 * SideBySide.WORKING_MAX);
    CountDownLatch all = new CountDownLatch(2 * parts.size());
    try (SideBySide beside = new SideBySide("parts", Progress.NONE)) {
      List<List<Boolean>> met =
          beside.parts(
              "parts",
              parts,
              part -> beside.each("pieces", List.of(1, 2), piece -> meets(all, beside)));
      assertThat(met).as("the pieces of all parts waited at once").hasSize(parts.size());
      assertThat(met).allSatisfy(pieces -> assertThat(pieces).containsOnly(true));
    }
  }

  @Test
  void fewWorkAtATimeWhateverTheNumberOfParts() {
    AtomicInteger working = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (SideBySide beside = new SideBySide("few", Progress.NONE)) {
      beside.parts(
          "parts",
          MANY,
          part ->
              beside.each(
                  "pieces",
                  List.of(1, 2),
                  piece -> {
                    most.accumulateAndGet(working.incrementAndGet(), Math::max);
                    LockSupport.parkNanos(1_000_000);
                    return working.decrementAndGet();
                  }));
    }
    assertThat(most.get()).isBetween(1, SideBySide.WORKING_MAX);
  }

  @Test
  void theFirstThatThrowsEndsTheWork() {
    try (SideBySide beside = new SideBySide("throws", Progress.NONE)) {
      assertThatThrownBy(
              () ->
                  beside.each(
                      "pieces",
                      List.of(1),
                      number -> {
                        throw new IllegalArgumentException("number " + number);
                      }))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("number 1");
    }
  }

  @Test
  void aCallerThatThrowsWhenToldEndsTheWaits() {
    AtomicInteger told = new AtomicInteger();
    Progress cancelled =
        done -> {
          if (told.incrementAndGet() > 1) {
            throw new IllegalStateException("cancelled");
          }
        };
    SideBySide beside = new SideBySide("cancelled", cancelled);
    assertThatThrownBy(
            () ->
                beside.one(
                    "endless piece",
                    () -> {
                      while (true) {
                        beside.pause(Duration.ofMillis(50));
                      }
                    }))
        .hasMessage("cancelled");
    long before = System.nanoTime();
    beside.close();
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(4));
  }
}
