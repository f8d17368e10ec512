package io.tidegate.runbooks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.gate.Decision.Verb;
import io.tidegate.runbooks.gate.Ruling.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random gates, people and decisions; what must hold after every single one of them. */
class GatePolicyPropertyTest {

  private static final Instant OPENED = Instant.parse("2026-11-22T10:00:00Z");
  private static final List<String> ROLES = List.of("a", "b", "c", "d", "release-manager");
  private static final int ROUNDS = 3_000;
  private static final int DECISIONS = 24;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13, 14})
  void theRulesHoldAfterEveryDecision(long seed) {
    Random random = new Random(seed);
    int consumed = 0;
    for (int i = 0; i < ROUNDS; i++) {
      Round round = randomRound(random);
      Map<String, Person> people = people(random);
      for (int j = 0; j < DECISIONS; j++) {
        Person person = people.get("p" + random.nextInt(people.size()));
        Instant now = OPENED.plusSeconds(random.nextInt(4_200));
        Ruling ruling =
            random.nextInt(6) == 0
                ? GatePolicy.revoke(round, Objects.requireNonNull(person), now)
                : GatePolicy.decide(
                    round, Objects.requireNonNull(person), randomDecision(random), now);
        assertThat(ruling.outcome() == Outcome.ACCEPTED || ruling.round().equals(round)).isTrue();
        round = ruling.round();
        assertSound(round, people);
        consumed += assertUse(round, now) ? 1 : 0;
      }
    }
    assertThat(consumed).as("rounds that could go, or nothing was tried").isPositive();
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22})
  void whetherEverybodyTogetherFillsARoundDoesNotDependOnTheirOrder(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < ROUNDS; i++) {
      Round round = randomRound(random);
      List<Person> people = new ArrayList<>(people(random).values());
      int filled = filledSlots(round, people);
      Collections.shuffle(people, random);
      assertThat(filledSlots(round, people))
          .as("%s by %s", round.slots(), people)
          .isEqualTo(filled);
    }
  }

  private static int filledSlots(Round round, List<Person> people) {
    Round current = round;
    for (Person person : people) {
      String exception = round.light() == Light.YELLOW ? "known" : null;
      Decision approve = new Decision(1, Verb.APPROVE, "sha256:1", null, exception, null);
      boolean eligible = GatePolicy.eligible(current, person).mayApprove();
      Ruling ruling = GatePolicy.decide(current, person, approve, OPENED);
      assertThat(ruling.outcome() == Outcome.ACCEPTED).as(ruling.why()).isEqualTo(eligible);
      current = ruling.round();
    }
    return (int) current.slots().stream().filter(slot -> slot.by() != null).count();
  }

  private static void assertSound(Round round, Map<String, Person> people) {
    List<String> fillers = round.slots().stream().map(Slot::by).filter(Objects::nonNull).toList();
    assertThat(fillers).doesNotHaveDuplicates().doesNotContain("p0", "p1");
    assertThat(fillers)
        .containsExactlyInAnyOrderElementsOf(
            round.approvals().stream().map(Approval::subject).toList());
    assertThat(round.light() == Light.RED && !round.approvals().isEmpty()).isFalse();
    for (Slot slot : round.slots()) {
      Person by = people.get(Objects.requireNonNullElse(slot.by(), ""));
      if (by != null && slot.forException()) {
        assertThat(round.approvalBy(by).orElseThrow().exception()).isNotBlank();
      } else if (by != null) {
        assertThat(by.roles()).contains(slot.role());
      }
    }
  }

  /**
   * Whether the wave would go; it may only with every slot filled, in time, on the same evidence.
   */
  private static boolean assertUse(Round round, Instant now) {
    boolean goes = GatePolicy.use(round, "sha256:1", now).state() == RoundState.CONSUMED;
    boolean may =
        round.state() == RoundState.OPEN
            && round.light() != Light.RED
            && now.isBefore(round.expiresAt())
            && round.slots().stream().noneMatch(slot -> slot.by() == null);
    assertThat(goes).isEqualTo(may);
    assertThat(GatePolicy.use(round, "sha256:2", now).state()).isNotEqualTo(RoundState.CONSUMED);
    assertThat(GatePolicy.use(round, "sha256:1", round.expiresAt()).state())
        .isNotEqualTo(RoundState.CONSUMED);
    return goes;
  }

  private static Round randomRound(Random random) {
    List<String> approvals =
        new ArrayList<>(List.of(random.nextBoolean() ? "unit-owner" : role(random)));
    for (int more = random.nextInt(3); more > 0; more--) {
      approvals.add(role(random));
    }
    List<String> owners = new ArrayList<>(List.of(role(random)));
    for (int more = random.nextInt(3); more > 0; more--) {
      owners.add(role(random));
    }
    GateRule rule = new GateRule("go", Step.QUIESCE, approvals, Duration.ofHours(1));
    Light light =
        random.nextInt(8) == 0 ? Light.RED : random.nextBoolean() ? Light.YELLOW : Light.GREEN;
    return GatePolicy.open(rule, owners, light, "sha256:1", 1, OPENED, "p0", List.of("p1"));
  }

  private static Map<String, Person> people(Random random) {
    Map<String, Person> people = new HashMap<>();
    for (int i = 0; i < 7; i++) {
      List<String> roles = ROLES.stream().filter(role -> random.nextInt(3) == 0).toList();
      people.put("p" + i, new Person("p" + i, i < 2 ? ROLES : roles));
    }
    return people;
  }

  private static Decision randomDecision(Random random) {
    Verb verb = random.nextInt(40) == 0 ? Verb.REJECT : Verb.APPROVE;
    String digest = random.nextInt(10) == 0 ? "sha256:0" : "sha256:1";
    String exception = random.nextBoolean() ? "known" : null;
    return new Decision(random.nextInt(20) == 0 ? 2 : 1, verb, digest, null, exception, null);
  }

  private static String role(Random random) {
    return ROLES.get(random.nextInt(ROLES.size()));
  }
}
