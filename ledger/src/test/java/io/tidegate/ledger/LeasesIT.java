package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LeasesIT {
  private final Leases leases = TestLedger.shared().ledger().leases();
  private final String unit = TestLedger.name("unit");
  private final String wave = TestLedger.name("wave");
  private final String other = TestLedger.name("wave");

  private final LeaseKey unitKey = new LeaseKey(LeaseKey.Kind.UNIT, "cluster", unit);
  private final LeaseKey group = new LeaseKey(LeaseKey.Kind.GROUP, "cluster", unit + "-group");
  private final LeaseKey producers =
      new LeaseKey(LeaseKey.Kind.PRODUCERS, "cluster", unit + "-topic");

  @Test
  void allKeysAreTakenOrNone() {
    String otherUnit = TestLedger.name("unit");
    var otherUnitKey = new LeaseKey(LeaseKey.Kind.UNIT, "cluster", otherUnit);
    leases.acquire(wave, unit, List.of(unitKey, group));

    Acquisition refused = leases.acquire(other, otherUnit, List.of(producers, otherUnitKey, group));

    assertThat(refused).isInstanceOf(Acquisition.Held.class);
    Lease by = ((Acquisition.Held) refused).by();
    assertThat(by.key()).isEqualTo(group);
    assertThat(by.wave()).isEqualTo(wave);
    assertThat(by.unit()).isEqualTo(unit);
    assertThat(leases.list(other)).isEmpty();
    assertThat(leases.list(wave)).extracting(Lease::key).containsExactly(unitKey, group);
  }

  @Test
  void aGroupThatAnotherUnitOfTheSameWaveHoldsIsHeld() {
    String otherUnit = TestLedger.name("unit");
    leases.acquire(wave, unit, List.of(unitKey, group));

    assertThat(
            leases.acquire(
                wave,
                otherUnit,
                List.of(new LeaseKey(LeaseKey.Kind.UNIT, "cluster", otherUnit), group)))
        .isInstanceOf(Acquisition.Held.class);
  }

  @Test
  void theSameNameOnAnotherClusterIsAnotherUnit() {
    leases.acquire(wave, unit, List.of(unitKey));

    assertThat(
            leases.acquire(
                other, unit, List.of(new LeaseKey(LeaseKey.Kind.UNIT, "elsewhere", unit))))
        .isEqualTo(new Acquisition.Acquired(1));
  }

  @Test
  void askedAgainTheFenceIsTheSame() {
    assertThat(leases.acquire(wave, unit, List.of(unitKey, group)))
        .isEqualTo(new Acquisition.Acquired(1));
    assertThat(leases.acquire(wave, unit, List.of(unitKey, group)))
        .isEqualTo(new Acquisition.Acquired(1));
    assertThat(leases.list(wave)).extracting(Lease::key).containsExactly(unitKey, group);
  }

  @Test
  void aFenceNeverFallsAcrossWaves() {
    var fences = new ArrayList<Long>();
    fences.add(acquired(wave));
    fences.add(leases.bumpFence(wave, unit, "rollback").orElseThrow());
    leases.release(wave, unit);
    fences.add(acquired(other));
    leases.release(other, unit);
    fences.add(acquired(TestLedger.name("wave")));

    assertThat(fences).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void aBumpTriedAgainIsTheSameFence() {
    acquired(wave);

    assertThat(leases.bumpFence(wave, unit, "rollback")).hasValue(2);
    assertThat(leases.bumpFence(wave, unit, "rollback")).hasValue(2);
    assertThat(leases.bumpFence(wave, unit, "rollback 1")).hasValue(3);
  }

  @Test
  void afterABumpTheWaveThatAsksAgainGetsItsStaleFence() {
    acquired(wave);
    leases.bumpFence(wave, unit, "rollback");

    assertThat(leases.acquire(wave, unit, List.of(unitKey))).isEqualTo(new Acquisition.Acquired(1));
  }

  @Test
  void aUnitThatIsNotHeldHasNoFenceToBump() {
    assertThat(leases.bumpFence(wave, unit, "rollback")).isEqualTo(OptionalLong.empty());
  }

  @Test
  void aReleaseIsFinalForTheWaveAndFreesTheUnitForOthers() {
    acquired(wave);
    leases.release(wave, unit);
    leases.release(wave, unit);

    assertThat(leases.list(wave)).isEmpty();
    assertThat(leases.acquire(wave, unit, List.of(unitKey))).isEqualTo(new Acquisition.Released());
    assertThat(leases.acquire(other, unit, List.of(unitKey)))
        .isEqualTo(new Acquisition.Acquired(2));
  }

  @Test
  void ofManyWavesThatAskAtOnceOneHoldsAll() throws Exception {
    for (int race = 0; race < 10; race++) {
      var keys = new ArrayList<LeaseKey>();
      String name = TestLedger.name("unit");
      keys.add(new LeaseKey(LeaseKey.Kind.UNIT, "cluster", name));
      for (int i = 0; i < 20; i++) {
        keys.add(new LeaseKey(LeaseKey.Kind.PRODUCERS, "cluster", name + "-" + i));
      }
      List<Acquisition> answers =
          SideBySide.run(
              8,
              thread -> {
                var shuffled = new ArrayList<>(keys);
                Collections.shuffle(shuffled, new Random(thread));
                return leases.acquire(name + "-wave-" + thread, name, shuffled);
              });

      assertThat(answers).filteredOn(answer -> answer instanceof Acquisition.Acquired).hasSize(1);
      assertThat(answers).filteredOn(answer -> answer instanceof Acquisition.Held).hasSize(7);
      for (int thread = 0; thread < answers.size(); thread++) {
        boolean won = answers.get(thread) instanceof Acquisition.Acquired;
        assertThat(leases.list(name + "-wave-" + thread)).hasSize(won ? keys.size() : 0);
      }
    }
  }

  @Test
  void aRehearsalHoldsNamesOfItsOwnBesideTheWaveThatHoldsTheUnit() {
    var shadow = new LeaseKey(LeaseKey.Kind.UNIT, "cluster", unit + ".rehearsal");
    long live = acquired(wave);

    assertThat(leases.acquire(other, unit, List.of(shadow)))
        .isInstanceOf(Acquisition.Acquired.class);
    assertThat(leases.highestFence("cluster", unit)).as("the unit's own").isEqualTo(live);
    assertThat(leases.highestFence("cluster", TestLedger.name("unit"))).isZero();
  }

  @Test
  void aWaveHasAUnitOnOneClusterOnly() {
    leases.acquire(wave, unit, List.of(unitKey));

    assertThatThrownBy(
            () ->
                leases.acquire(
                    wave, unit, List.of(new LeaseKey(LeaseKey.Kind.UNIT, "elsewhere", unit))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("on another cluster than 'elsewhere'");
    assertThat(leases.list(wave)).extracting(Lease::key).containsExactly(unitKey);
  }

  @Test
  void leasesWithoutTheKeyOfTheirUnitAreRefused() {
    assertThatThrownBy(() -> leases.acquire(wave, unit, List.of(group)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("exactly one, of this unit, is required");
  }

  private long acquired(String by) {
    return ((Acquisition.Acquired) leases.acquire(by, unit, List.of(unitKey, group, producers)))
        .fence();
  }
}
