package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.demo.app.Account;
import io.tidegate.demo.app.OperationsServer.Order;
import io.tidegate.ledger.ChainFault;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.LedgerDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What must hold of a wave that was disturbed, whatever the disturbance was. */
final class Verdict {
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

  private Verdict() {}

  /**
   * What does not hold, one line each: that the wave closed as it should, that the owner was asked
   * for each action once, that each partition was seeded at one place, that the ledger says nothing
   * twice, and that by the application's own account nothing was skipped and nothing done twice.
   */
  static List<String> on(Victim victim, BreakableStage stage) {
    List<String> objections = new ArrayList<>();
    JsonNode view = stage.view(victim);
    String state = view.path("state").asText();
    if (!state.equals(victim.end())) {
      objections.add(
          "ended " + state + ", not " + victim.end() + ": " + view.path("reason").asText());
    }
    List<Order> orders =
        stage.operations().orders().stream()
            .filter(order -> order.application().equals(victim.name()))
            .toList();
    if (!orders.equals(victim.orders())) {
      objections.add("its owner was asked for " + orders + ", not for " + victim.orders());
    }
    objections.addAll(seeds(victim, stage));
    objections.addAll(twice(stage.timeline(victim)));
    objections.addAll(account(victim));
    return objections;
  }

  private static List<String> seeds(Victim victim, BreakableStage stage) {
    Map<String, Set<Long>> seeds =
        SeedsWritten.on(stage.world().cloud()).of(victim.application().spec().group());
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

  /** What is wrong with the ledger's chain of hashes; empty when it is whole. */
  static Optional<String> onChain(LedgerDatabase ledger) throws Exception {
    LedgerSettings settings =
        new LedgerSettings(ledger.url(), ledger.user(), ledger.password(), null);
    try (LedgerPool pool = LedgerPool.open(settings, "verdict", 1)) {
      return pool.ledger().entries().verifyChain().map(ChainFault::toString);
    }
  }

  private static List<String> twice(List<JsonNode> entries) {
    Set<String> seen = new HashSet<>();
    List<String> twice = new ArrayList<>();
    for (JsonNode entry : entries) {
      String said = entry.path("kind").asText() + " " + entry.path("detail");
      if (!seen.add(said)) {
        twice.add("the ledger has twice: " + said);
      }
    }
    return twice;
  }

  private static List<String> account(Victim victim) {
    victim.application().drain();
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
