package io.tidegate.workflows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.temporal.workflow.Functions;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.OnUnfit;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.gate.Evidence;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import io.tidegate.runbooks.gate.GateDigest;
import io.tidegate.runbooks.gate.GatePolicy;
import io.tidegate.runbooks.gate.Person;
import io.tidegate.runbooks.gate.Round;
import io.tidegate.runbooks.gate.RoundState;
import io.tidegate.runbooks.gate.Ruling;
import io.tidegate.workflows.activity.LedgerActivities.Message;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.message.MessageBody;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

/**
 * The gates of a wave, each in its current round. The rules are {@link GatePolicy}'s; time comes
 * from the workflow.
 */
final class Gates {
  private final Deck deck;
  private final String startedBy;
  private final List<String> publishedBy;
  private final Map<String, Round> rounds = new HashMap<>(); // asked by name, never iterated
  private final Map<String, List<String>> units = new HashMap<>(); // of each round, likewise

  Gates(Deck deck, String startedBy, List<String> publishedBy) {
    this.deck = deck;
    this.startedBy = startedBy;
    this.publishedBy = publishedBy;
  }

  /** Opens the next round of each gate about this evidence. */
  void open(List<GateRule> rules, List<UnitAt> evidence, List<MigrationUnit> asked) {
    Light light = Light.worst(evidence.stream().map(UnitAt::light).toList());
    List<String> owners = asked.stream().map(MigrationUnit::owner).toList();
    for (GateRule rule : rules) {
      units.put(rule.gate(), asked.stream().map(MigrationUnit::unit).toList());
      Round last = rounds.get(rule.gate());
      int number = last == null ? 1 : last.number() + 1;
      put(round(rule, owners, light, evidence, number));
    }
  }

  private Round round(
      GateRule rule, List<String> owners, Light light, List<UnitAt> evidence, int number) {
    return GatePolicy.open(
        rule,
        owners,
        light,
        digest(rule, evidence),
        number,
        ViewBook.now(),
        startedBy,
        publishedBy);
  }

  /**
   * What the first round of each gate would ask, and of whom; nobody is asked. The digest is of
   * evidence that is not there yet, and the time begins when somebody is asked.
   */
  List<ObjectNode> wouldAsk(
      List<GateRule> rules, List<UnitAt> evidence, List<MigrationUnit> asked) {
    Light light = Light.worst(evidence.stream().map(UnitAt::light).toList());
    List<String> owners = asked.stream().map(MigrationUnit::owner).toList();
    return rules.stream()
        .map(
            rule -> {
              ObjectNode gate = RoundTold.detail(round(rule, owners, light, evidence, 1));
              gate.remove(List.of("state", "evidenceDigest", "expiresAt"));
              return gate.put("expiresIn", rule.expiresIn().toString());
            })
        .toList();
  }

  Receipt decide(Message message, MessageBody.Decision said) {
    Optional<String> misfit = misfit(said);
    if (misfit.isPresent()) {
      return new Receipt(message.id(), Ruling.Outcome.INVALID.name(), misfit.get());
    }
    return rule(
        message,
        said.gate(),
        round -> GatePolicy.decide(round, person(message), said.decision(), ViewBook.now()));
  }

  /** Why these units cannot be held back alone by a rejection. */
  private Optional<String> misfit(MessageBody.Decision said) {
    List<String> named = said.decision().units();
    if (named == null) {
      return Optional.empty();
    }
    if (deck.runbook().onUnfit() != OnUnfit.HOLD_BACK) {
      return Optional.of(
          "units: this runbook says onUnfit: stop-wave; allowed: leave it out, a REJECT closes the"
              + " whole round.");
    }
    boolean switched =
        deck.runbook()
            .gateNamed(said.gate())
            .filter(gate -> gate.before().compareTo(Step.SWITCH_CONSUMERS) > 0)
            .isPresent();
    if (switched) {
      return Optional.of(
          "units: they have switched; allowed: leave it out, or roll those units back.");
    }
    List<String> asked = units.getOrDefault(said.gate(), List.of());
    return named.stream()
        .filter(unit -> !asked.contains(unit))
        .findFirst()
        .map(unit -> "units: '" + unit + "' is not in this round; allowed: " + asked + ".");
  }

  Receipt revoke(Message message, MessageBody.Revocation said) {
    return rule(
        message,
        said.gate(),
        round ->
            round.number() == said.round()
                ? GatePolicy.revoke(round, person(message), ViewBook.now())
                : new Ruling(
                    Ruling.Outcome.SUPERSEDED,
                    round,
                    "Gate " + round.gate() + " is in round " + round.number() + "."));
  }

  private Receipt rule(Message message, String gate, Function<Round, Ruling> policy) {
    Round round = rounds.get(gate);
    if (round == null) {
      String why =
          deck.runbook().gateNamed(gate).isPresent()
              ? " has no round yet"
              : " does not exist in this runbook";
      return new Receipt(message.id(), Ruling.Outcome.NO_SUCH_ROUND.name(), "gate " + gate + why);
    }
    Ruling ruling = policy.apply(round);
    put(ruling.round());
    return new Receipt(message.id(), ruling.outcome().name(), ruling.why());
  }

  private static Person person(Message message) {
    return new Person(message.subject(), message.roles());
  }

  /** True when every round is open and has its people. */
  boolean areFilled(List<GateRule> rules) {
    return rules.stream()
        .map(this::round)
        .allMatch(round -> isOpen(round) && GatePolicy.isFilled(round));
  }

  /** True when one of them takes no decision any more. */
  boolean isAnyClosed(List<GateRule> rules) {
    return rules.stream().map(this::round).anyMatch(round -> !isOpen(round));
  }

  /** When the first of the open rounds expires. */
  Instant firstExpiry(List<GateRule> rules) {
    return rules.stream()
        .map(this::round)
        .map(Round::expiresAt)
        .min(Instant::compareTo)
        .orElseThrow(() -> new Defect("no gate to wait at"));
  }

  /** The least time that one of the rounds has in all. */
  static Duration shortestTime(List<GateRule> rules) {
    return rules.stream()
        .map(GateRule::expiresIn)
        .min(Duration::compareTo)
        .orElseThrow(() -> new Defect("no gate to wait at"));
  }

  void expire(List<GateRule> rules) {
    rules.forEach(rule -> put(GatePolicy.expire(round(rule), ViewBook.now())));
  }

  void supersede(List<GateRule> rules) {
    rules.forEach(rule -> put(GatePolicy.supersede(round(rule))));
  }

  /** The wave asks nobody any more. */
  void supersedeAll() {
    supersede(
        deck.runbook().gates().stream().filter(rule -> rounds.containsKey(rule.gate())).toList());
  }

  boolean isAbout(List<GateRule> rules, List<UnitAt> evidence) {
    return rules.stream()
        .allMatch(rule -> round(rule).evidenceDigest().equals(digest(rule, evidence)));
  }

  /**
   * All of them or none: the point of no return. False when one is not open, filled, in time and
   * about this evidence.
   */
  boolean use(List<GateRule> rules, List<UnitAt> evidence) {
    List<Round> used =
        rules.stream()
            .map(rule -> GatePolicy.use(round(rule), digest(rule, evidence), ViewBook.now()))
            .toList();
    if (used.stream().anyMatch(round -> round.state() != RoundState.CONSUMED)) {
      return false;
    }
    used.forEach(this::put);
    return true;
  }

  /** Why the first closed one of them closed. */
  String whyClosed(List<GateRule> rules) {
    Round closed =
        rules.stream()
            .map(this::round)
            .filter(round -> !isOpen(round))
            .findFirst()
            .orElseThrow(() -> new Defect("no gate is closed"));
    return RoundTold.whyClosed(closed);
  }

  /** The units that a rejection holds back alone; empty where there is none, or it names none. */
  List<String> heldBack(List<GateRule> rules) {
    return rules.stream()
        .map(this::round)
        .map(Round::rejection)
        .filter(Objects::nonNull)
        .flatMap(rejection -> rejection.units().stream())
        .distinct()
        .toList();
  }

  /** For a sentence: each gate with its round. */
  String describe(List<GateRule> rules) {
    return String.join(", ", rules.stream().map(this::round).map(RoundTold::describe).toList());
  }

  /** One sentence: each gate with the roles that it still lacks. */
  String waiting(List<GateRule> rules) {
    return String.join("; ", rules.stream().map(this::round).map(RoundTold::waiting).toList());
  }

  /** Calls for each of the open ones, with when it expires. */
  void eachOpen(List<GateRule> rules, Functions.Proc2<String, Instant> body) {
    rules.stream()
        .map(this::round)
        .filter(Gates::isOpen)
        .forEach(round -> body.apply(round.gate(), round.expiresAt()));
  }

  /** For the append-only ledger, where rounds stand nowhere else: what was asked, and of whom. */
  ArrayNode detail(List<GateRule> rules) {
    ArrayNode gates = JsonNodeFactory.instance.arrayNode();
    rules.stream().map(this::round).map(RoundTold::detail).forEach(gates::add);
    return gates;
  }

  private Round round(GateRule rule) {
    Round round = rounds.get(rule.gate());
    if (round == null) {
      throw new Defect("gate " + rule.gate() + " was not opened");
    }
    return round;
  }

  private static boolean isOpen(Round round) {
    return round.state() == RoundState.OPEN;
  }

  private String digest(GateRule rule, List<UnitAt> evidence) {
    return GateDigest.of(new Evidence.OfWave(deck.digest(), rule.gate(), rule.before(), evidence));
  }

  private void put(Round round) {
    rounds.put(round.gate(), round);
    deck.book().gate(RoundTold.view(round));
  }
}
