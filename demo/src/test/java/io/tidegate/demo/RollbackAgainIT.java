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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Two units of one wave come back one after the other. The owner of the first says no to its START
 * on the source, so its rollback needs an operator; on-call asks again, and it comes to its end.
 */
class RollbackAgainIT {
  private static final Duration WITHIN = Duration.ofMinutes(4);
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

  private static final String UNIT =
      """
        - unit: %1$s
          owner: %1$s-owners
          topics: [{source: %1$s, role: main}]
          groups:
            - group: %2$s
              isolation: %4$s
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 20000, span: PT60S}
          consumers: {via: webhook, url: "%3$s/%1$s/consumers", within: PT60S, maxPause: PT5M}
          signals: %5$s
          rehearsal: {waived: a test}
          rollback: {caller: %1$s-oncall, authoritative: source, window: PT1H,
                     triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
      """;

  private static final String RUNBOOK =
      """
      runbook: v1
      name: both
      source: legacy
      target: cloud
      replication:
        tool: mirrormaker2
        topicNames: identity
        offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
      units:
      %s
      gates:
        - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT1H}
        - {gate: retire-source, before: complete, approvals: [{role: unit-owner}], expiresIn: PT1H}
      observe: {for: PT2S}
      """;

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  void aUnitWhoseWayBackNeedsAnOperatorIsAskedForAgainAndComesToItsEnd() throws Exception {
    Narrator narrator = new Narrator(new PrintStream(told, true, StandardCharsets.UTF_8));
    try (Stage stage = Stage.open(0, narrator)) {
      SampleApplication payments = stage.applications().get(0);
      SampleApplication shipments = stage.applications().get(1);
      String yaml = yaml(stage, List.of(payments, shipments));
      TidegateClient manager = new TidegateClient(stage.apiUrl(), Cast.RELEASE_MANAGER.token());
      TidegateClient onCall = new TidegateClient(stage.apiUrl(), Cast.ON_CALL.token());
      WaveRun run = WaveRun.start("both", "both", yaml, manager, narrator);
      SampleOwners owners =
          new SampleOwners(
              "both", stage.apiUrl(), narrator, List.of(Cast.PAYMENTS_OWNER, Cast.SHIPMENTS_OWNER));
      run.follow(WITHIN, view -> isAskedToRetire(owners, view));

      stage.operations().refuse("payments", "START", "source");
      assertThat(rollBack(onCall, "payments").status()).isEqualTo(202);
      JsonNode parked = run.follow(WITHIN, view -> rollback(view).equals("NEEDS_OPERATOR"));
      assertThat(parked.at("/rollback/reason").asText()).as(said()).contains("says no for now");
      assertThat(state(parked, 1)).as("shipments goes on").isNotEqualTo("ROLLING_BACK");

      stage.operations().refuseNothing();
      assertThat(rollBack(onCall, "payments").status()).as("asked before").isEqualTo(200);
      onCall
          .put(
              "/waves/both/steps/quiesce/directive",
              Map.of("unit", "payments", "directive", "RETRY", "reason", "its owner agrees now"))
          .orFail("asking again");
      run.follow(WITHIN, view -> state(view, 0).equals("ROLLED_BACK"));

      assertThat(rollBack(onCall, "shipments").status()).isEqualTo(202);
      JsonNode end = run.follow(WITHIN, WaveRun::isClosed);
      assertThat(end.path("state").asText()).as(said()).isEqualTo("ROLLED_BACK");
      assertThat(rollback(end)).isEqualTo("DONE");
      assertThat(end.at("/rollback/units"))
          .as("the parts together")
          .extracting(JsonNode::asText)
          .containsExactly("payments", "shipments");
      for (SampleApplication application : List.of(payments, shipments)) {
        assertThat(orders(stage, application))
            .containsExactly("STOP source", "START target", "STOP target", "START source");
        assertNothingLost(application, yaml);
      }
    }
  }

  /** The last gate stays as it is: nobody retires the source here. */
  private static boolean isAskedToRetire(SampleOwners owners, JsonNode view) {
    boolean asked = view.at("/gates/1/state").asText().equals("OPEN");
    if (!asked) {
      owners.decide(view);
    }
    return asked;
  }

  private static Answer rollBack(TidegateClient onCall, String unit) {
    return onCall.put(
        "/waves/both/rollback",
        Map.of("reason", "the target is not what it seemed", "units", List.of(unit)));
  }

  private static String yaml(Stage stage, List<SampleApplication> applications) {
    StringBuilder units = new StringBuilder();
    for (SampleApplication application : applications) {
      units.append(
          UNIT.formatted(
              application.spec().name(),
              application.spec().group(),
              stage.operationsUrl(),
              application.spec().transactional() ? "read_committed" : "read_uncommitted",
              Watched.signals(stage.operationsUrl(), application.spec().name())));
    }
    return RUNBOOK.formatted(units);
  }

  /** Everything is processed once, the last of it on the source. */
  private void assertNothingLost(SampleApplication application, String yaml) {
    application.drain();
    Await.until(
        DRAINED_WITHIN,
        application.spec().name() + " to process all it owes",
        () -> application.account().stand().behind() == 0);
    Runbook runbook = ((Parsed.Valid) RunbookParser.parse(yaml)).runbook();
    Reckoning reckoning = Reckoning.of(application, runbook, "source");
    assertThat(reckoning.objections()).as(reckoning.lines() + "\n" + said()).isEmpty();
  }

  private static List<String> orders(Stage stage, SampleApplication application) {
    return stage.operations().orders().stream()
        .filter(order -> order.application().equals(application.spec().name()))
        .map(RollbackAgainIT::words)
        .toList();
  }

  private static String words(Order order) {
    return order.action() + " " + order.cluster();
  }

  private static String rollback(JsonNode view) {
    return view.at("/rollback/state").asText();
  }

  private static String state(JsonNode view, int unit) {
    return view.at("/units/" + unit + "/state").asText();
  }

  private String said() {
    return told.toString(StandardCharsets.UTF_8);
  }
}
