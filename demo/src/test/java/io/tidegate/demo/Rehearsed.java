package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.sandbox.KafkaCluster;
import io.tidegate.sandbox.LedgerDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;

/**
 * What must hold of a rehearsal whose worker was killed: it came to the same end as one that nobody
 * disturbed, and nothing of it is left.
 */
final class Rehearsed {
  private static final int ANSWER_SECONDS_MAX = 20;

  private Rehearsed() {}

  /** What does not hold, one line each. */
  static List<String> objections(Victim victim, JsonNode view, BreakableStage stage) {
    List<String> objections = new ArrayList<>();
    String reason = view.path("reason").asText();
    if (!reason.contains("rehearsal GREEN: nothing found")) {
      objections.add("it ended so: " + reason);
    }
    String group = victim.application().spec().group();
    List<String> onSource = groups(stage.world().legacy(), victim);
    List<String> onTarget = groups(stage.world().cloud(), victim);
    if (!onSource.equals(List.of(group)) || !onTarget.isEmpty()) {
      objections.add("groups of it on the source: " + onSource + ", on the target: " + onTarget);
    }
    List<String> leases = leases(victim, stage.ledger());
    if (!leases.isEmpty()) {
      objections.add("it still leases " + leases);
    }
    return objections;
  }

  private static List<String> groups(KafkaCluster cluster, Victim victim) {
    try (Admin admin = Admin.create(cluster.clientProperties())) {
      return admin.listGroups().all().get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS).stream()
          .map(GroupListing::groupId)
          .filter(name -> name.startsWith(victim.name() + "-"))
          .sorted()
          .toList();
    } catch (Exception e) {
      throw new IllegalStateException("the groups of " + cluster.name() + " cannot be listed", e);
    }
  }

  private static List<String> leases(Victim victim, LedgerDatabase ledger) {
    LedgerSettings settings =
        new LedgerSettings(ledger.url(), ledger.user(), ledger.password(), null);
    try (LedgerPool pool = LedgerPool.open(settings, "verdict", 1)) {
      return pool.ledger().leases().list(victim.name()).stream().map(Object::toString).toList();
    } catch (Exception e) {
      throw new IllegalStateException("the ledger cannot be read", e);
    }
  }
}
