package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.score.BrokerOffers.Offer;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.activities.switches.AllowedUrls;
import io.tidegate.activities.switches.JsonLookup;
import io.tidegate.activities.switches.Signals;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.Signal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What checks make of what they saw. */
class JudgementsTest {
  @Test
  void aUnitWithoutSignalsIsRedAndEachAreaThatNoneCoversYellow() {
    assertThat(Requests.lights(SignalsHealthy.findings(List.of(), List.of()).list()))
        .containsExactly("RED no-signals");
    List<Signal> lagAlone = List.of(signal(Signal.Covers.LAG));
    List<Signals.Seen> seen =
        List.of(new Signals.Seen("LAG", Light.RED, "LAG is 7, not < 5", List.of(), 0));
    assertThat(Requests.lights(SignalsHealthy.findings(lagAlone, seen).list()))
        .containsExactly(
            "RED signal-red/LAG",
            "YELLOW uncovered/errors",
            "YELLOW uncovered/producer-latency",
            "YELLOW uncovered/broker-health",
            "YELLOW uncovered/replication");
    List<Signal> all = Arrays.stream(Signal.Covers.values()).map(JudgementsTest::signal).toList();
    assertThat(SignalsHealthy.findings(all, List.of()).list()).isEmpty();
  }

  private static Signal signal(Signal.Covers covers) {
    return new Signal(
        covers.name(),
        covers,
        Side.TARGET,
        "http://prometheus/q",
        new Signal.Bound("< 5"),
        Duration.ofMinutes(1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cleanup.policy=compact,delete | cleanup.policy=delete,compact |",
        "cleanup.policy=delete | cleanup.policy=compact | RED topic-config/t/cleanup.policy",
        "cleanup.policy=compact | cleanup.policy=delete | RED topic-config/t/cleanup.policy",
        "cleanup.policy=compact | cleanup.policy=compact,delete | YELLOW topic-config/t/cleanup.policy",
        "retention.ms=-1 | retention.ms=-1 |",
        "retention.ms=1000 | retention.ms=-1 |",
        "retention.ms=-1 | retention.ms=864000000 | YELLOW topic-config/t/retention.ms",
        "retention.bytes=5 | retention.bytes=4 | YELLOW topic-config/t/retention.bytes",
        "max.message.bytes=10 | max.message.bytes=20 |",
        "max.message.bytes=20 | max.message.bytes=10 | YELLOW topic-config/t/max.message.bytes",
        "min.insync.replicas=2 | min.insync.replicas=1 | YELLOW topic-config/t/min.insync.replicas",
        "message.timestamp.type=CreateTime | message.timestamp.type=LogAppendTime | YELLOW topic-config/t/message.timestamp.type"
      })
  void settingsAreComparedByWhatTheyMean(String source, String target, String finding) {
    assertThat(Requests.lights(compared(source, target, Duration.ofDays(1))))
        .isEqualTo(finding == null ? List.of() : List.of(finding));
  }

  @Test
  void aRetentionThatIsOverForTheOldestUnreadRecordIsRed() {
    String same = "retention.ms=3600000";
    assertThat(Requests.lights(compared(same, same, Duration.ofMinutes(59)))).isEmpty();
    assertThat(Requests.lights(compared(same, same, Duration.ofMinutes(61))))
        .containsExactly("RED topic-config/t/retention.ms");
  }

  private static List<io.tidegate.workflows.view.Scored.Finding> compared(
      String source, String target, Duration oldestUnread) {
    Findings findings = new Findings();
    Instant now = Requests.NOW;
    new TopicMeaning(new TopicSides("t", "t", 1, 1, map(source), map(target)), findings)
        .compare(now.minus(oldestUnread), now);
    return findings.list();
  }

  private static java.util.SortedMap<String, String> map(String config) {
    String[] parts = config.split("=", 2);
    return new TreeMap<>(Map.of(parts[0], parts[1]));
  }

  @Test
  void whatTheTargetsBrokersLackIsNamed() {
    Offer source =
        new Offer(
            new TreeMap<>(Map.of("Fetch", (short) 18, "ConsumerGroupHeartbeat", (short) 1)),
            new TreeMap<>(Map.of("transaction.version", (short) 2)));
    Offer target = new Offer(new TreeMap<>(Map.of("Fetch", (short) 17)), new TreeMap<>());
    assertThat(Requests.lights(BrokerOffers.findings(source, target).list()))
        .containsExactly("YELLOW api-lacking", "YELLOW api-older", "YELLOW feature-lacking");
    assertThat(BrokerOffers.findings(target, source).list()).isEmpty();
  }

  @Test
  void theMostParticularQuotaDecides() {
    QuotaRules rules =
        new QuotaRules(
            Map.of(
                entity("user", "shop"), Map.of("consumer_byte_rate", 100.0),
                defaultOf("user"), Map.of("consumer_byte_rate", 50.0, "producer_byte_rate", 7.0),
                entity("client-id", "app"), Map.of("consumer_byte_rate", 1.0)));
    assertThat(rules.limit("shop", "app", "consumer_byte_rate")).hasValue(100.0);
    assertThat(rules.limit("other", "app", "consumer_byte_rate")).hasValue(50.0);
    assertThat(rules.limit("shop", "app", "producer_byte_rate")).hasValue(7.0);
    assertThat(rules.limit("shop", "app", "request_percentage")).isEmpty();
  }

  @Test
  void onlyATighterQuotaIsAFinding() {
    QuotaRules tight =
        new QuotaRules(Map.of(entity("user", "sa"), Map.of("producer_byte_rate", 5.0)));
    QuotaRules loose =
        new QuotaRules(Map.of(entity("user", "shop"), Map.of("producer_byte_rate", 9.0)));
    List<String> told = new java.util.ArrayList<>();
    assertThat(QuotaParity.differences(loose, tight, "shop", "sa", told))
        .containsExactly(
            "producer_byte_rate of client any other: 9 on the source, 5 on the target");
    assertThat(QuotaParity.differences(tight, loose, "sa", "shop", told)).isEmpty();
    assertThat(told).hasSize(2);
  }

  /** The unit of this runbook names no principals, so everybody's quota counts. */
  @Test
  void aQuotaThatTheTargetAloneHasIsAFindingOfWhomItIsWrittenFor() {
    QuotaRules none = new QuotaRules(Map.of());
    QuotaRules target =
        new QuotaRules(
            Map.of(
                entity("user", "payments"), Map.of("consumer_byte_rate", 1e6),
                entity("user", "sa-shop"), Map.of("producer_byte_rate", 1e6)));
    Checked checked =
        new QuotaParity().compared(Requests.of(""), none, target, new Checked.Findings());
    assertThat(Requests.lights(checked))
        .containsExactly("YELLOW quota-tighter/User:payments", "YELLOW quota-tighter/User:shop");
  }

  private static ClientQuotaEntity entity(String type, String name) {
    return new ClientQuotaEntity(Map.of(type, name));
  }

  private static ClientQuotaEntity defaultOf(String type) {
    Map<String, String> names = new HashMap<>();
    names.put(type, null);
    return new ClientQuotaEntity(names);
  }

  @Test
  void aCanaryAloneIsYellowAndASignatureThatHoldsIsGreen() {
    ScoreRequest asked = Requests.of(Requests.attestations("compatibility", "soak"));
    assertThat(Requests.lights(new RealClient().check(asked)))
        .containsExactly("YELLOW canary-only/shop");
    var signed = Requests.attested(asked, Dimension.COMPATIBILITY, Duration.ofDays(1));
    assertThat(new RealClient().check(signed).light()).isEqualTo(Light.GREEN);
    var expired = Requests.attested(asked, Dimension.COMPATIBILITY, Duration.ofSeconds(-1));
    assertThat(new RealClient().check(expired).light()).isEqualTo(Light.YELLOW);
  }

  /** One that speaks of something else says nothing about the client. */
  @Test
  void ofSeveralAttestationsOneAloneIsNotEnough() {
    ScoreRequest asked = Requests.of(Requests.attestations("compatibility", "soak", "wal-option"));
    var one = Requests.attested(asked, Dimension.COMPATIBILITY, Duration.ofDays(1));
    assertThat(Requests.lights(new RealClient().check(one)))
        .containsExactly("YELLOW canary-only/shop");
    var undeclared =
        Requests.attested(Requests.of(""), Dimension.COMPATIBILITY, Duration.ofDays(1));
    assertThat(new RealClient().check(undeclared).light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void positionsThatAnApplicationKeepsItselfAreRedWhereNobodyIsToSignForThem() {
    OwnPositionsAttested check = new OwnPositionsAttested();
    assertThat(check.check(Requests.of("")).light()).isEqualTo(Light.GREEN);
    assertThat(Requests.lights(check.check(Requests.ofItsOwnPositions(""))))
        .containsExactly("RED unattested-positions/shop-group");
    String declared = Requests.attestations("offset-parity", "positions");
    assertThat(check.check(Requests.ofItsOwnPositions(declared)).light()).isEqualTo(Light.GREEN);
    assertThat(
            Requests.lights(
                new Attestations(Dimension.OFFSET_PARITY)
                    .check(Requests.ofItsOwnPositions(declared))))
        .containsExactly("RED unsigned/positions");
  }

  @Test
  void manySubjectsAndSignalsHaveMoreTime() {
    Check schemas = new SchemaParity(new JsonLookup(new AllowedUrls(List.of())));
    String subjects =
        IntStream.range(0, 20).mapToObj(i -> "s" + i).collect(Collectors.joining(", "));
    ScoreRequest twenty =
        Requests.of(
            "schemas: {source: \"http://a\", target: \"http://b\", subjects: [" + subjects + "]}");
    assertThat(schemas.within(Requests.of(""))).isEqualTo(Duration.ofMinutes(1));
    assertThat(schemas.within(twenty)).isEqualTo(Duration.ofSeconds(260));
  }

  @Test
  void aUnitWithoutATriggerIsYellow() {
    RollbackTermsWritten check = new RollbackTermsWritten();
    assertThat(Requests.lights(check.check(Requests.of(""))))
        .containsExactly("YELLOW no-trigger/shop");
    assertThat(
            check.check(Requests.ofTrigger("{when: source-group-active, then: propose}")).light())
        .isEqualTo(Light.GREEN);
  }

  @Test
  void anAttestationThatNobodySignedOrThatExpiredIsRed() {
    ScoreRequest asked =
        Requests.of(
            "attestations: [{id: soak, dimension: operations, claim: seen, by: ops, validFor: P1D}]");
    Attestations check = new Attestations(Dimension.OPERATIONS);
    assertThat(Requests.lights(check.check(asked))).containsExactly("RED unsigned/soak");
    var signed = Requests.attested(asked, Dimension.OPERATIONS, Duration.ofHours(1));
    assertThat(check.check(signed).light()).isEqualTo(Light.GREEN);
    var expired = Requests.attested(asked, Dimension.OPERATIONS, Duration.ofHours(-1));
    assertThat(Requests.lights(check.check(expired))).containsExactly("RED expired/soak");
    assertThat(check.check(expired).findings().get(0).reason()).startsWith("expired: ");
  }

  @Test
  void aRehearsalIsWaivedInYellowMissingInRedAndExpiresWithThatWord() {
    ScoreRequest waived = Requests.of("rehearsal: {waived: first of its kind}");
    assertThat(Requests.lights(new RehearsalFresh().check(waived)))
        .containsExactly("YELLOW rehearsal-waived/shop");
    ScoreRequest wanted = Requests.of("rehearsal: {validFor: P14D}");
    assertThat(Requests.lights(new RehearsalFresh().check(wanted)))
        .containsExactly("RED rehearsal-missing/shop");
    assertThat(new RehearsalFresh().check(rehearsed(wanted, Duration.ofDays(13))).light())
        .isEqualTo(Light.GREEN);
    Checked late = new RehearsalFresh().check(rehearsed(wanted, Duration.ofDays(14)));
    assertThat(Requests.lights(late)).containsExactly("RED expired/rehearsal/shop");
    assertThat(late.findings().get(0).reason()).startsWith("expired: ");
    ScoreRequest bad = rehearsed(wanted, Duration.ofDays(1), Light.RED);
    assertThat(Requests.lights(new RehearsalFresh().check(bad)))
        .containsExactly("RED rehearsal-red/shop");
  }

  @Test
  void theRealClientCountsWhereItsRehearsalIsFreshAndWentWell() {
    ScoreRequest wanted = Requests.of("rehearsal: {validFor: P14D}");
    RealClient check = new RealClient();
    assertThat(check.check(rehearsed(wanted, Duration.ofDays(13))).light()).isEqualTo(Light.GREEN);
    assertThat(check.check(rehearsed(wanted, Duration.ofDays(14))).light()).isEqualTo(Light.YELLOW);
    assertThat(check.check(rehearsed(wanted, Duration.ofDays(1), Light.RED)).light())
        .isEqualTo(Light.YELLOW);
  }

  private static ScoreRequest rehearsed(ScoreRequest asked, Duration ago) {
    return rehearsed(asked, ago, Light.GREEN);
  }

  private static ScoreRequest rehearsed(ScoreRequest asked, Duration ago, Light light) {
    CompletedRehearsal last =
        new CompletedRehearsal("rehearsal-1", Requests.NOW.minus(ago), light, true);
    return Requests.rehearsed(asked, last);
  }

  @Test
  void aDryRunFliesNoCanaryAndSaysSo() {
    ScoreRequest asked = Requests.inDryRun(Requests.of(""));
    assertThat(Requests.lights(new Canary().check(asked))).containsExactly("RED skipped/canary");
  }

  @Test
  void aUnitThatIsNotFencedIsYellow() {
    assertThat(Requests.lights(new People().check(Requests.of(""))))
        .containsExactly("YELLOW fence-none/shop");
    assertThat(new People().check(Requests.of("principals: [\"User:shop\"]\nfence: deny")).light())
        .isEqualTo(Light.GREEN);
  }
}
