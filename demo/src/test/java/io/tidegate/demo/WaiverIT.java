package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.demo.TidegateClient.Answer;
import io.tidegate.demo.app.Account;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.sandbox.Await;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

/**
 * A finding is accepted through everything that is real: the api, the ledger, Temporal, the worker
 * and both clusters. The target has a record of its own among those that are unread. Beside it goes
 * a wave that waits for an attestation, and one of an application with positions of its own.
 */
class WaiverIT {
  private static final Duration WITHIN = Duration.ofMinutes(3);
  private static final TopicPartition FIRST = new TopicPartition("payments", 0);
  private static final String FINDING = "DIVERGED/payments-charger/payments-0";

  private static final String RUNBOOK =
      """
      runbook: v1
      name: payments
      source: legacy
      target: cloud
      replication:
        tool: mirrormaker2
        topicNames: identity
        offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
      units:
        - unit: payments
          owner: payments-owners
          topics: [{source: payments, role: main}]
          groups:
            - group: payments-charger
              isolation: read_committed
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 20000, span: PT60S}
          consumers: {via: webhook, url: "%1$s/payments/consumers", within: PT60S, maxPause: PT5M}
          signals: %2$s
          rehearsal: {waived: a test}
          rollback: {caller: payments-oncall, authoritative: source, window: PT1H,
                     triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
      gates: [{gate: go, before: quiesce, approvals: [{role: auditor}], expiresIn: PT1H}]
      observe: {for: PT1S}
      """;

  private final ByteArrayOutputStream told = new ByteArrayOutputStream();

  @Test
  void aFindingThatItsOwnerAcceptsLetsTheWaveGoOnWithAnException() throws Exception {
    Narrator narrator = new Narrator(new PrintStream(told, true, StandardCharsets.UTF_8));
    try (OwnPositionsWave parcels = new OwnPositionsWave();
        Stage stage = Stage.open(0, narrator, List.of(parcels.url() + "/"))) {
      SampleApplication payments = stage.applications().get(0);
      AttestedWave shipments = new AttestedWave(stage, narrator);
      writeStrangerAmongUnread(stage, payments);
      JsonNode shipmentsAsked = shipments.askedOnceSigned();
      TidegateClient releaseManager = client(stage, Cast.RELEASE_MANAGER);
      TidegateClient owner = client(stage, Cast.PAYMENTS_OWNER);
      TidegateClient another = client(stage, Cast.SHIPMENTS_OWNER);
      WaveRun run =
          WaveRun.start(
              "payments",
              "payments",
              RUNBOOK.formatted(
                  stage.operationsUrl(), Watched.signals(stage.operationsUrl(), "payments")),
              releaseManager,
              narrator);
      JsonNode held = run.follow(WITHIN, view -> is(view, "HELD"));
      assertThat(finding(held).path("light").asText()).as(said()).isEqualTo("RED");
      assertThat(finding(held).path("waivable").asBoolean()).isTrue();

      assertThat(waive(another, evidence(owner), "not mine to say").status()).isEqualTo(403);
      waive(owner, evidence(owner), "the test wrote it").orFail("the waiver");
      releaseManager
          .delete("/waves/payments/hold?reason=it+was+accepted")
          .orFail("resuming payments");
      JsonNode asked = run.follow(WITHIN, view -> round(view) == 1);
      assertThat(gate(asked).path("light").asText()).as(said()).isEqualTo("YELLOW");
      assertThat(finding(asked).path("reason").asText()).contains("waived by payments-owner");

      // Signed anew while the gate is open: whoever approved has approved something else.
      waive(owner, evidence(owner), "the test wrote it, and looked again").orFail("signing anew");
      approve(owner, asked, Map.of("reason", "it is known"));
      approve(another, asked, Map.of("exception", "one record, which its owner knows"));
      JsonNode again = run.follow(WITHIN, view -> round(view) == 2);
      assertThat(stage.operations().orders()).as("nobody was stopped").isEmpty();

      approve(owner, again, Map.of("reason", "it is known"));
      assertThat(gate(run.follow(WITHIN, view -> true)).path("state").asText())
          .as("an exception is missing")
          .isEqualTo("OPEN");
      approve(another, again, Map.of("exception", "one record, which its owner knows"));
      JsonNode end = run.follow(WITHIN, WaveRun::isClosed);
      assertThat(end.path("state").asText()).as(said()).isEqualTo("COMPLETED");
      assertOnlyTheStrangerCameTwice(payments);
      assertThat(kinds(releaseManager)).contains("waiver-signed", "gate-superseded", "seeded");
      parcels.goesOnWhereItStood(stage, narrator);
      shipments.closedOnceItHoldsNoMore(shipmentsAsked);
    }
  }

  /** Behind a record that is unread, since one before all of them harms nobody; and before one. */
  private static void writeStrangerAmongUnread(Stage stage, SampleApplication payments)
      throws Exception {
    payments.stopConsumers("source");
    try (Admin target = Admin.create(stage.target())) {
      long behind = end(target) + 20;
      Await.until(WITHIN, "unread records on the target", () -> end(target) > behind);
      try (KafkaProducer<byte[], byte[]> stranger =
          new KafkaProducer<>(
              stage.target(), new ByteArraySerializer(), new ByteArraySerializer())) {
        byte[] known = "payments 0 0".getBytes(StandardCharsets.UTF_8);
        stranger.send(new ProducerRecord<>(FIRST.topic(), 0, null, known)).get();
      }
      long more = end(target) + 20;
      Await.until(WITHIN, "more of them behind it", () -> end(target) > more);
    }
    payments.stopProducers("source");
  }

  private static long end(Admin admin) throws Exception {
    return admin
        .listOffsets(Map.of(FIRST, OffsetSpec.latest()))
        .partitionResult(FIRST)
        .get()
        .offset();
  }

  private static void assertOnlyTheStrangerCameTwice(SampleApplication payments) {
    Await.until(
        WITHIN, "all that is owed to be processed", () -> payments.account().stand().behind() == 0);
    Account.Stand stand = payments.account().stand();
    assertThat(stand.skipped()).isZero();
    assertThat(stand.replayed()).as("the stranger that was accepted").isEqualTo(1);
    assertThat(payments.account().cluster()).isEqualTo("target");
  }

  private static Answer waive(TidegateClient who, String evidence, String reason) {
    return who.put(
        "/waves/payments/waivers/w-1",
        Map.of(
            "unit", "payments",
            "finding", FINDING,
            "evidenceDigest", evidence,
            "reason", reason,
            "expires", Instant.now().plus(Duration.ofHours(1)).toString()));
  }

  private static void approve(TidegateClient who, JsonNode view, Map<String, String> words) {
    Map<String, Object> decision = new HashMap<>(words);
    decision.put("round", gate(view).path("round").asInt());
    decision.put("decision", "APPROVE");
    decision.put("evidenceDigest", gate(view).path("evidenceDigest").asText());
    who.put("/waves/payments/gates/go/decision", decision).orFail("an approval");
  }

  private static String evidence(TidegateClient viewer) {
    return viewer
        .get("/waves/payments/parity?unit=payments")
        .orFail("reading the rows")
        .at("/units/0/evidence")
        .asText();
  }

  private static Set<String> kinds(TidegateClient viewer) {
    Set<String> kinds = new HashSet<>();
    viewer
        .get("/waves/payments/timeline?limit=200")
        .orFail("reading the timeline")
        .path("entries")
        .forEach(entry -> kinds.add(entry.path("kind").asText()));
    return kinds;
  }

  private static JsonNode finding(JsonNode view) {
    for (JsonNode scored : view.at("/units/0/scorecard")) {
      for (JsonNode finding : scored.path("findings")) {
        if (finding.path("id").asText().equals(FINDING)) {
          return finding;
        }
      }
    }
    throw new AssertionError("no finding " + FINDING + " in " + view);
  }

  private static JsonNode gate(JsonNode view) {
    return view.at("/gates/0");
  }

  private static int round(JsonNode view) {
    return gate(view).path("state").asText().equals("OPEN") ? gate(view).path("round").asInt() : 0;
  }

  private static boolean is(JsonNode view, String state) {
    return view.path("state").asText().equals(state);
  }

  private static TidegateClient client(Stage stage, Cast who) {
    return new TidegateClient(stage.apiUrl(), who.token());
  }

  private String said() {
    return told.toString(StandardCharsets.UTF_8);
  }
}
