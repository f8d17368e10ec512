package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.demo.TidegateClient.Answer;
import io.tidegate.demo.app.OperationsServer.Order;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.sandbox.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Waves that move the producers too, with the real applications of the demo: side by side one goes
 * from inventory to complete, and one comes back after its producers had moved.
 */
class ProducersMoveIT {
  private static final Duration CLOSED_WITHIN = Duration.ofMinutes(4);
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

  /** Of a rollback that nobody wants to wait for: what the application has not read is let go. */
  private static final String CEILING = "100000";

  private static final String RUNBOOK =
      """
      runbook: v1
      name: %1$s
      title: Consumers, then producers
      source: legacy
      target: cloud
      replication: %6$s
      units:
        - unit: %1$s
          owner: %1$s-owners
          topics: [{source: %1$s, role: main}]
          groups:
            - group: %2$s
              isolation: %4$s
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 20000, span: PT60S}
          consumers: {via: webhook, url: "%3$s/%1$s/consumers", within: PT60S, maxPause: PT5M}
          producers: {via: webhook, url: "%3$s/%1$s/producers", within: PT60S, maxPause: PT5M}
          reconcile: {via: webhook, url: "%3$s/%1$s/reconcile"}
          signals: %5$s
          %7$s
          rehearsal: {waived: a test}
          rollback: {caller: %1$s-oncall, authoritative: source, window: PT1H,
                     triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
      gates:
        - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT1H}
        - {gate: producers, before: switch-producers, approvals: [{role: unit-owner}], expiresIn: PT1H}
        - {gate: retire-source, before: complete, approvals: [{role: unit-owner}], expiresIn: PT1H}
      observe: {for: PT2S}
      """;

  private static final String BY_MIRRORMAKER =
      "{tool: mirrormaker2, topicNames: identity, offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}}";

  /**
   * As runbooks/automq.yaml has it. Nobody aborts a record of this one, so that MirrorMaker's copy
   * has the offsets of the source, as a link has.
   */
  private static final String BY_LINKING =
      "{tool: automq-linking, topicNames: identity, control: {via: webhook, url: \"%s/%s/replication\"}}";

  private static final String FENCED =
      "principals: [\"User:%s\"]\n    fence: deny\n    freeze: {denyAlter: true}";

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  void oneWaveCompletesAndOneComesBackAfterItsProducersMovedAndNothingIsLost() throws Exception {
    Narrator narrator = new Narrator(new PrintStream(told, true, StandardCharsets.UTF_8));
    try (Stage stage = Stage.open(0, narrator)) {
      SampleApplication payments = stage.applications().get(0);
      SampleApplication shipments = stage.applications().get(1);
      Grants.read(stage.clusters(), shipments.spec());
      Bystanders bystanders = Bystanders.of(stage);
      ToldAndDone shipmentsTold = rehearseFirst(stage, shipments, narrator, "DRY_RUN");
      rehearseFirst(stage, payments, narrator, "DRY_RUN", "REHEARSAL");
      bystanders.requireUntouched();
      assertThat(stage.operations().requests())
          .filteredOn(request -> request.path().equals("/payments/reconcile"))
          .as("asked once, by the rehearsal alone")
          .extracting(request -> request.body().path("mode").asText())
          .containsExactly("REHEARSAL");
      WaveRun back = start(stage, payments, narrator);
      WaveRun forward = start(stage, shipments, narrator);
      TidegateClient onCall = new TidegateClient(stage.apiUrl(), Cast.ON_CALL.token());
      WaveRun.Look paymentsPeople = comingBack(stage, narrator, onCall);
      SampleOwners shipmentsOwner = owner(stage, forward, narrator, Cast.SHIPMENTS_OWNER);

      JsonNode completed =
          forward.follow(
              CLOSED_WITHIN,
              view -> {
                var unused = paymentsPeople.enough(wave(onCall, back));
                if (round(view, "retire-source") == 1) {
                  requireDenied(shipmentsTold, stage);
                }
                shipmentsOwner.decide(view);
                return WaveRun.isClosed(view);
              });
      JsonNode returned = back.follow(CLOSED_WITHIN, paymentsPeople);

      assertThat(state(completed)).as(said()).isEqualTo("COMPLETED");
      assertThat(step(completed, "switch-producers").path("reason").asText())
          .contains("6 partitions are on the target to their last record", "write on cloud");
      assertThat(state(returned)).as(said()).isEqualTo("ROLLED_BACK");
      assertThat(returned.at("/rollback/stranded").asLong())
          .as("records that only the target has")
          .isPositive();
      assertThat(orders(stage, shipments)).containsExactly("STOP source", "START target");
      assertThat(orders(stage, payments))
          .containsExactly("STOP source", "START target", "STOP target", "START source");
      shipmentsTold.requireAsked(stage.operations());
      shipmentsTold.requireAllowedAgain(stage.clusters());
      assertNothingLost(stage, shipments, "target");
      assertNothingLost(stage, payments, "source");
    }
  }

  private static void requireDenied(ToldAndDone told, Stage stage) {
    try {
      told.requireDenied(stage.clusters());
    } catch (Exception e) {
      throw new AssertionError("the entries of both clusters", e);
    }
  }

  private static int round(JsonNode view, String name) {
    for (JsonNode gate : view.path("gates")) {
      if (gate.path("gate").asText().equals(name) && gate.path("state").asText().equals("OPEN")) {
        return gate.path("round").asInt();
      }
    }
    return 0;
  }

  /** What a wave would do is told, and then done with groups of its own; nobody is asked. */
  private ToldAndDone rehearseFirst(
      Stage stage, SampleApplication application, Narrator narrator, String... modes) {
    String name = application.spec().name();
    TidegateClient releaseManager =
        new TidegateClient(stage.apiUrl(), Cast.RELEASE_MANAGER.token());
    for (String mode : modes) {
      String wave = name + "-" + mode.toLowerCase(Locale.ROOT).replace('_', '-');
      JsonNode end =
          WaveRun.start(wave, mode, name, yaml(stage, application), releaseManager, narrator)
              .follow(CLOSED_WITHIN, WaveRun::isClosed);
      assertThat(state(end)).as(said()).isEqualTo("COMPLETED");
      assertThat(end.path("reason").asText()).as(said()).doesNotContain("RED");
      assertThat(end.path("gates"))
          .allSatisfy(gate -> assertThat(gate.path("state").asText()).isEqualTo("NOT_OPEN"));
      Answer rollback =
          releaseManager.put("/waves/" + wave + "/rollback", Map.of("reason", "no such thing"));
      assertThat(rollback.status()).isGreaterThanOrEqualTo(400);
    }
    assertThat(stage.operations().orders()).as("orders of " + name).isEmpty();
    assertThat(stage.operations().producerOrders()).as("orders of " + name).isEmpty();
    return new ToldAndDone(releaseManager, name + "-dry-run", name);
  }

  /**
   * The owner approves until on-call, alone, takes it back from where its producers have moved. At
   * any moment some records may be unread: then the rollback is refused, at once or in the view,
   * and asked for again with their loss accepted.
   */
  private static WaveRun.Look comingBack(Stage stage, Narrator narrator, TidegateClient onCall) {
    SampleOwners owner =
        new SampleOwners("payments", stage.apiUrl(), narrator, List.of(Cast.PAYMENTS_OWNER));
    Set<String> asked = new HashSet<>();
    return view -> {
      if (asked.isEmpty() && !hasBegun(view, "observe-producers")) {
        owner.decide(view);
      } else if (asked.add("without a ceiling")) {
        Answer answer = rollBack(onCall, Map.of("reason", "the target is not what it seemed"));
        assertThat(answer.status()).as(answer.body().toString()).isIn(202, 409);
      } else if (view.at("/rollback/state").asText().equals("REFUSED")
          && asked.add("with a ceiling")) {
        assertThat(view.at("/rollback/reason").asText())
            .contains("payments-", "acceptStrandedUnread");
        Map<String, String> accepting =
            Map.of("reason", "as asked before", "acceptStrandedUnread", CEILING);
        rollBack(onCall, accepting).orFail("the rollback that accepts a loss");
      }
      return WaveRun.isClosed(view);
    };
  }

  private static Answer rollBack(TidegateClient onCall, Map<String, String> request) {
    return onCall.put("/waves/payments/rollback", request);
  }

  private static WaveRun start(Stage stage, SampleApplication application, Narrator narrator) {
    String name = application.spec().name();
    TidegateClient releaseManager =
        new TidegateClient(stage.apiUrl(), Cast.RELEASE_MANAGER.token());
    return WaveRun.start(name, name, yaml(stage, application), releaseManager, narrator);
  }

  private static String yaml(Stage stage, SampleApplication application) {
    String name = application.spec().name();
    boolean transactional = application.spec().transactional();
    return RUNBOOK.formatted(
        name,
        application.spec().group(),
        stage.operationsUrl(),
        transactional ? "read_committed" : "read_uncommitted",
        Watched.signals(stage.operationsUrl(), name),
        transactional ? BY_MIRRORMAKER : BY_LINKING.formatted(stage.operationsUrl(), name),
        transactional ? "" : FENCED.formatted(name));
  }

  private static SampleOwners owner(Stage stage, WaveRun run, Narrator narrator, Cast who) {
    return new SampleOwners(run.wave(), stage.apiUrl(), narrator, List.of(who));
  }

  /** Everything is processed once, the last of it where it belongs. */
  private void assertNothingLost(Stage stage, SampleApplication application, String home) {
    application.drain();
    Await.until(
        DRAINED_WITHIN,
        application.spec().name() + " to process all it owes",
        () -> application.account().stand().behind() == 0);
    Reckoning reckoning = Reckoning.of(application, runbook(yaml(stage, application)), home);
    assertThat(reckoning.objections()).as(reckoning.lines() + "\n" + said()).isEmpty();
  }

  private static Runbook runbook(String yaml) {
    return ((Parsed.Valid) RunbookParser.parse(yaml)).runbook();
  }

  private static List<String> orders(Stage stage, SampleApplication application) {
    return stage.operations().producerOrders().stream()
        .filter(order -> order.application().equals(application.spec().name()))
        .map(ProducersMoveIT::words)
        .toList();
  }

  private static String words(Order order) {
    return order.action() + " " + order.cluster();
  }

  private static JsonNode wave(TidegateClient viewer, WaveRun run) {
    return viewer.get("/waves/" + run.wave()).orFail("reading wave " + run.wave());
  }

  private static String state(JsonNode view) {
    return view.path("state").asText();
  }

  private static boolean hasBegun(JsonNode view, String step) {
    return List.of("RUNNING", "DONE").contains(step(view, step).path("state").asText());
  }

  private static JsonNode step(JsonNode view, String name) {
    for (JsonNode step : view.at("/units/0/steps")) {
      if (step.path("step").asText().equals(name)) {
        return step;
      }
    }
    return view.path("no such step");
  }

  private String said() {
    return told.toString(StandardCharsets.UTF_8);
  }
}
