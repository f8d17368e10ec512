package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EffectsIT {
  private final Leases leases = TestLedger.shared().ledger().leases();
  private final Effects effects = TestLedger.shared().ledger().effects();
  private final String wave = TestLedger.name("wave");
  private final String unit = TestLedger.name("unit");
  private final String key = wave + "/" + unit + "/seed";

  @Test
  void anEffectIsDoneOnce() {
    long fence = acquire();

    assertThat(effects.begin(key, wave, unit, fence)).isEqualTo(new Begun.Fresh());
    assertThat(effects.begin(key, wave, unit, fence)).isEqualTo(new Begun.Unfinished());
    assertThat(effects.finish(key, "{\"offset\":\"7\"}")).isEqualTo("{\"offset\":\"7\"}");
    assertThat(effects.begin(key, wave, unit, fence))
        .isEqualTo(new Begun.Done("{\"offset\":\"7\"}"));
  }

  @Test
  void theFirstResultStands() {
    effects.begin(key, wave, unit, acquire());
    effects.finish(key, "1");

    assertThat(effects.finish(key, "2")).isEqualTo("1");
  }

  @Test
  void ofSeveralAttemptsAtOnceOneIsTheFirst() throws Exception {
    long fence = acquire();

    List<Begun> begun = SideBySide.run(4, thread -> effects.begin(key, wave, unit, fence));

    assertThat(begun).filteredOn(answer -> answer instanceof Begun.Fresh).hasSize(1);
    assertThat(begun).filteredOn(answer -> answer instanceof Begun.Unfinished).hasSize(3);
  }

  @Test
  void afterABumpTheOldFenceIsStaleAndLeavesNoRow() {
    long old = acquire();
    long fence = leases.bumpFence(wave, unit, "rollback").orElseThrow();

    assertThat(effects.begin(key, wave, unit, old))
        .isEqualTo(
            new Begun.Stale("fence 1 of unit '" + unit + "' is stale: the current one is 2"));
    assertThat(effects.begin(key, wave, unit, fence)).isEqualTo(new Begun.Fresh());
  }

  /** Or an effect could begin under the old fence after the rollback has taken over. */
  @Test
  void aBumpWaitsForABeginThatIsUnderWay() throws Exception {
    long old = acquire();
    ExecutorService rollback = Executors.newSingleThreadExecutor();
    try {
      Future<OptionalLong> bump =
          TestLedger.shared()
              .application()
              .inTransaction(
                  begin -> {
                    assertThat(Leases.currentFence(begin, wave, unit)).hasValue(old);
                    Future<OptionalLong> asked =
                        rollback.submit(() -> leases.bumpFence(wave, unit, "rollback"));
                    awaitThatSomebodyWaitsForALock();
                    assertThat(asked.isDone()).isFalse();
                    return asked;
                  });

      assertThat(bump.get(30, TimeUnit.SECONDS)).hasValue(old + 1);
    } finally {
      rollback.shutdownNow();
    }
  }

  private static void awaitThatSomebodyWaitsForALock() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (waitingForALock() == 0) {
      assertThat(System.nanoTime()).as("deadline for the bump to wait").isLessThan(deadline);
    }
  }

  private static int waitingForALock() {
    return TestLedger.shared()
        .owner()
        .withHandle(
            handle ->
                handle
                    .createQuery(
                        "SELECT count(*) FROM pg_locks WHERE NOT granted"
                            + " AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())")
                    .mapTo(int.class)
                    .one());
  }

  @Test
  void aWaveThatReleasedTheUnitIsStale() {
    long fence = acquire();
    leases.release(wave, unit);

    assertThat(effects.begin(key, wave, unit, fence))
        .isEqualTo(new Begun.Stale("wave '" + wave + "' does not hold unit '" + unit + "'"));
  }

  @Test
  void anEffectThatWasNeverBegunCannotBeFinished() {
    assertThatThrownBy(() -> effects.finish(key, "{}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("effect '" + key + "' was never begun");
  }

  private long acquire() {
    var unitKey = new LeaseKey(LeaseKey.Kind.UNIT, "cluster", unit);
    return ((Acquisition.Acquired) leases.acquire(wave, unit, List.of(unitKey))).fence();
  }
}
