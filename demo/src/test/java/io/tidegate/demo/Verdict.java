package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.demo.Victim.Course;
import io.tidegate.demo.app.Account;
import io.tidegate.ledger.ChainFault;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.LedgerDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold of a wave that was disturbed, whatever the disturbance was. */
final class Verdict {
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

  private Verdict() {}

  /**
   * What does not hold, one line each, by wave: that the wave closed as it should, that the owner
   * was asked for each action once, that each partition was seeded at one place, that neither it
   * nor a rehearsal left anything behind, that the ledger says nothing twice, and that by the
   * application's own account nothing was skipped and nothing done twice. Their traffic ends here.
   */
  static Map<Victim, List<String>> on(List<Victim> victims, BreakableStage stage) {
    victims.forEach(victim -> victim.application().drain());
    SeedsWritten seeds = SeedsWritten.on(stage.world().cloud());
    Map<Victim, List<String>> objections = new LinkedHashMap<>();
    victims.forEach(victim -> objections.put(victim, on(victim, victim.orders(), seeds, stage)));
    return objections;
  }

  /**
   * As {@link #on(List, BreakableStage)}, of one wave.
   *
   * @param orders what its owner may be asked for, each once: {@code STOP source}
   */
  static List<String> on(Victim victim, List<String> orders, BreakableStage stage) {
    victim.application().drain();
    return on(victim, orders, SeedsWritten.on(stage.world().cloud()), stage);
  }

  private static List<String> on(
      Victim victim, List<String> expected, SeedsWritten seedsWritten, BreakableStage stage) {
    List<String> objections = new ArrayList<>();
    JsonNode view = stage.view(victim);
    String state = view.path("state").asText();
    if (!state.equals(victim.end())) {
      objections.add(
          "ended " + state + ", not " + victim.end() + ": " + view.path("reason").asText());
    }
    List<String> orders =
        stage.operations().orders().stream()
            .filter(order -> order.application().equals(victim.name()))
            .map(order -> order.action() + " " + order.cluster())
            .toList();
    if (!orders.equals(expected)) {
      objections.add("its owner was asked for " + orders + ", not for " + expected);
    }
    objections.addAll(seeds(victim, seedsWritten));
    if (victim.course() == Course.REHEARSED) {
      objections.addAll(Rehearsed.objections(victim, view, stage));
    }
    objections.addAll(Leftovers.of(victim, stage));
    objections.addAll(twice(stage.timeline(victim)));
    objections.addAll(account(victim));
    return objections;
  }

  private static List<String> seeds(Victim victim, SeedsWritten seedsWritten) {
    Map<String, Set<Long>> seeds = seedsWritten.of(victim.seeded());
    List<String> objections = new ArrayList<>();
    if (seeds.size() != victim.application().spec().partitions()) {
      objections.add("seeded were the partitions " + seeds.keySet());
    }
    seeds.forEach(
        (partition, offsets) -> {
          if (offsets.size() > 1) {
            objections.add(partition + " was seeded at " + offsets);
          }
        });
    return objections;
  }

  /** What was answered to people and is not in the ledger, or not once. */
  static List<String> onDecisions(Victim victim, BreakableStage stage) {
    List<String> said = new ArrayList<>();
    for (JsonNode entry : stage.timeline(victim)) {
      JsonNode body = entry.at("/detail/said");
      switch (entry.path("kind").asText()) {
        case "decision-said" ->
            said.add(body.path("gate").asText() + " " + body.at("/decision/round").asInt());
        case "rollback-said" -> said.add("rollback");
        default -> {
          continue;
        }
      }
    }
    List<String> acknowledged = victim.acknowledged();
    return said.stream().sorted().toList().equals(acknowledged.stream().sorted().toList())
        ? List.of()
        : List.of(
            victim.name() + ": people were answered " + acknowledged + ", the ledger has " + said);
  }

  /** What is wrong with the ledger's chain of hashes; empty when it is whole. */
  static Optional<String> onChain(LedgerDatabase ledger) throws Exception {
    LedgerSettings settings =
        new LedgerSettings(ledger.url(), ledger.user(), ledger.password(), null);
    try (LedgerPool pool = LedgerPool.open(settings, "verdict", 1)) {
      return pool.ledger().entries().verifyChain().map(ChainFault::toString);
    }
  }

  /** A wave that somebody let go on takes its steps again, and says so again. */
  private static List<String> twice(List<JsonNode> entries) {
    Set<String> seen = new HashSet<>();
    List<String> twice = new ArrayList<>();
    for (JsonNode entry : entries) {
      if (entry.path("kind").asText().equals("resume-said")) {
        seen.clear();
      }
      String said = entry.path("kind").asText() + " " + entry.path("detail");
      if (!seen.add(said)) {
        twice.add("the ledger has twice: " + said);
      }
    }
    return twice;
  }

  private static List<String> account(Victim victim) {
    try {
      Await.until(
          DRAINED_WITHIN,
          victim.name() + " to process all it owes",
          () -> victim.application().account().stand().behind() == 0);
    } catch (Await.DeadlinePassed e) {
      return List.of(String.valueOf(e.getMessage()));
    }
    Account account = victim.application().account();
    return new Reckoning(
            victim.name(),
            account.stand(),
            account.pauses(),
            account.cluster(),
            victim.home(),
            ReplayWindow.NONE,
            victim.application().failure())
        .objections();
  }
}
