package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RunbookParserTest {

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(""))) {
      List<Path> runbooks =
          files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
      assertThat(runbooks)
          .contains(Path.of("automq.yaml"), Path.of("consumers.yaml"), Path.of("producers.yaml"));
      return runbooks;
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyShippedRunbookIsValid(Path file) throws IOException {
    Parsed parsed = RunbookParser.parse(Files.readAllBytes(file));

    assertThat(parsed)
        .as(() -> Finding.render(file.toString(), Yaml.findingsOf(parsed)))
        .isInstanceOf(Parsed.Valid.class);
  }

  @Test
  void aTargetWithSharedStorageIsLinkedPromotedAndEvaluatedByPeople() throws IOException {
    Runbook runbook = Yaml.valid(Files.readString(Path.of("automq.yaml")));
    MigrationUnit unit = runbook.units().get(0);

    assertThat(runbook.replication().tool().links()).isTrue();
    assertThat(runbook.replication().control()).isInstanceOf(Control.Webhook.class);
    assertThat(unit.producers()).isNotNull();
    assertThat(unit.attestations())
        .extracting(Attestation::id)
        .containsExactly(
            "clients-unchanged",
            "wal-option",
            "wal-observed",
            "object-storage-observed",
            "residency-and-identity",
            "linking-keeps-offsets");
    assertThat(unit.signals())
        .extracting(Signal::covers)
        .containsExactlyInAnyOrder(Signal.Covers.values());
  }

  @Test
  void theRunbookThatMovesProducersNamesTheirSwitchAndTheGateBeforeIt() throws Exception {
    Runbook runbook = Yaml.valid(Files.readString(Path.of("producers.yaml")));

    MigrationUnit orders = runbook.unitNamed("orders").orElseThrow();
    assertThat(orders.producers())
        .isEqualTo(
            new Switch.Command("scale-orders", Duration.ofSeconds(30), Duration.ofMinutes(5)));
    assertThat(runbook.replication().control()).isEqualTo(new Control.Command("mirror-orders"));
    assertThat(runbook.gates())
        .extracting(GateRule::before)
        .containsExactly(Step.QUIESCE, Step.SWITCH_PRODUCERS, Step.COMPLETE);
  }

  @Test
  void theRunbookToCopySaysWhatItsCommentsSay() throws IOException {
    Runbook runbook = Yaml.valid(Files.readString(Path.of("consumers.yaml")));

    assertThat(runbook.title()).isEqualTo("Payments and ledger, consumers first");
    assertThat(runbook.replication().offsetSyncs())
        .isEqualTo(new Replication.OffsetSyncs("mm2-offset-syncs.cloud.internal", Side.SOURCE));
    MigrationUnit payments = runbook.unitNamed("payments").orElseThrow();
    assertThat(payments.topics())
        .containsExactly(
            new UnitTopic("payments", "payments", UnitTopic.Role.MAIN),
            new UnitTopic("payments.retry", "payments.retry", UnitTopic.Role.RETRY),
            new UnitTopic("payments.dlq", "payments.dlq", UnitTopic.Role.DEAD_LETTER));
    UnitGroup charger = payments.groupNamed("payments-charger").orElseThrow();
    assertThat(charger.topics()).containsExactly("payments", "payments.retry");
    assertThat(charger.isolation()).isEqualTo(Isolation.READ_COMMITTED);
    assertThat(payments.otherGroups())
        .containsExactly(
            new OtherGroup(
                "payments-audit", OtherGroup.Plan.LATER, "moves with the reporting wave"));
    assertThat(payments.ignore())
        .containsExactly(new MigrationUnit.IgnoredTopic("payments.tmp", "unused since spring"));
    assertThat(payments.consumers())
        .isEqualTo(
            new Switch.Webhook(
                "http://payments.internal:8080/ops/consumers",
                Duration.ofSeconds(30),
                Duration.ofMinutes(2)));
    assertThat(payments.reconcile())
        .isEqualTo(new MigrationUnit.Reconcile("http://payments.internal:8080/ops/reconcile"));
    assertThat(payments.rollback())
        .isEqualTo(
            new RollbackTerms(
                "payments-oncall",
                Duration.ofDays(7),
                List.of(
                    new Trigger(
                        Trigger.When.TARGET_LAG_ABOVE,
                        50_000L,
                        Duration.ofMinutes(5),
                        Trigger.Then.PROPOSE),
                    new Trigger(
                        Trigger.When.SOURCE_GROUP_ACTIVE,
                        null,
                        Duration.ZERO,
                        Trigger.Then.PROPOSE))));
    assertThat(runbook.unitNamed("ledger").orElseThrow().groups().get(0).replayWindow())
        .isEqualTo(new ReplayWindow(500L, Duration.ofMinutes(1)));
    assertThat(runbook.gatesBefore(Step.QUIESCE))
        .containsExactly(
            new GateRule(
                "go", Step.QUIESCE, List.of("unit-owner", "release-manager"), Duration.ofHours(4)));
    assertThat(runbook.gateNamed("retire-source")).map(GateRule::before).contains(Step.COMPLETE);
    assertThat(runbook.observe()).isEqualTo(Duration.ofMinutes(30));
  }

  @Test
  void whatIsLeftOutHasTheDefaultsOfTheLanguage() {
    Runbook runbook = Yaml.valid(Yaml.SMALLEST);

    assertThat(runbook.title()).isEqualTo("wave-1");
    assertThat(runbook.onUnfit()).isEqualTo(OnUnfit.STOP_WAVE);
    assertThat(runbook.settle()).isEqualTo(Duration.ofSeconds(30));
    assertThat(runbook.replication().topicNames()).isEqualTo(new TopicNames.Identity());
    assertThat(runbook.replication().offsetSyncs()).isNull();
    assertThat(runbook.units().get(0).reconcile()).isNull();
    assertThat(runbook.units().get(0).groups())
        .containsExactly(
            new UnitGroup(
                "charger",
                null,
                new Position.Committed(),
                Isolation.READ_UNCOMMITTED,
                Reset.FAIL,
                UnitGroup.Expired.FAIL,
                Reset.FAIL,
                null,
                new ReplayWindow(0L, Duration.ZERO),
                new LagEnvelope(1000L, Duration.ofSeconds(30)),
                null));
    assertThat(runbook.replication().control()).isNull();
    assertThat(runbook.units().get(0).fences()).isEqualTo(Fences.NONE);
  }

  @Test
  void aPrefixNamesTheTargetsAndATopicOfItsOwnNameKeepsIt() {
    Runbook runbook =
        Yaml.valid(
            Yaml.with("{tool: mirrormaker2}", "{tool: mirrormaker2, topicNames: {prefix: legacy}}")
                .replace(
                    "- {source: payments}",
                    "- {source: payments}\n      - {source: retry, target: again}"));

    assertThat(runbook.units().get(0).topics())
        .extracting(UnitTopic::target)
        .containsExactly("legacy.payments", "again");
  }

  static Stream<Arguments> positions() {
    return Stream.of(
        arguments("committed", new Position.Committed()),
        arguments("checkpoint", new Position.Checkpoint()),
        arguments(
            "{timestamp: 2026-11-22T11:00:00.5+01:00}",
            new Position.Timestamp(Instant.parse("2026-11-22T10:00:00.5Z"))),
        arguments(
            "{timestamp: \"2026-11-22T10:00:00Z\"}",
            new Position.Timestamp(Instant.parse("2026-11-22T10:00:00Z"))),
        arguments("{marker: {header: run-id, value: \"42\"}}", new Position.Marker("run-id", "42")),
        arguments("{external: {url: \"http://a/b\"}}", new Position.External("http://a/b")));
  }

  @ParameterizedTest
  @MethodSource("positions")
  void aGroupStandsWhereItsOwnerSays(String written, Position read) {
    assertThat(Yaml.valid(group("position: " + written)).units().get(0).groups().get(0).position())
        .isEqualTo(read);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          position: somewhere                   | units[0].groups[0].position                 | unknown word 'somewhere'
          position: {}                          | units[0].groups[0].position                 | an empty mapping
          position: {timestamp: yesterday}      | units[0].groups[0].position.timestamp       | 'yesterday' does not fit
          position: {timestamp: "2026-11-22T10:00:00"} | units[0].groups[0].position.timestamp | '2026-11-22T10:00:00' does not fit
          position: {timestamp: "1969-01-01T00:00:00Z"} | units[0].groups[0].position.timestamp | does not fit
          position: {marker: {header: h}}       | units[0].groups[0].position.marker.value    | missing
          position: {marker: {header: h, value: 42}} | units[0].groups[0].position.marker.value | 42 is not text in YAML
          position: {marker: h}                 | units[0].groups[0].position.marker          | where a mapping stands
          position: {timestamp: "2026-11-22T10:00:00Z", marker: {header: h, value: v}} | units[0].groups[0].position | more than one position
          position: {external: {url: "a/b"}}    | units[0].groups[0].position.external.url    | 'a/b' does not fit
          position: {external: {}}              | units[0].groups[0].position.external.url    | missing
          position: {external: {url: "http://a"}, timestamp: "2026-11-22T10:00:00Z"} | units[0].groups[0].position | more than one position
          position:                             | units[0].groups[0].position                 | no value
          suffixRecords: 0                      | units[0].groups[0].suffixRecords            | '0' is not a count
          """)
  void aPositionThatIsNoneIsAFinding(String written, String field, String problem) {
    assertThat(Yaml.findings(group(written)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).isEqualTo(field);
              assertThat(finding.problem()).contains(problem);
            });
  }

  @Test
  void twoGroupsWithPositionsOfTheirOwnAreNotToldByOneSwitch() {
    String two =
        String.join(
            "\n        ",
            "position: {external: {url: \"http://a/b\"}}",
            "replayWindow: {records: 0, span: PT0S}",
            "lagEnvelope: {records: 0, span: PT0S}");
    two += "\n      - group: second\n        position: {external: {url: \"http://a/c\"}}";

    assertThat(Yaml.findings(group(two)))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).isEqualTo("units[0].groups");
              assertThat(finding.problem()).contains("share one switch");
            });
    assertThat(
            Yaml.findings(
                group(two + "\n        consumers: {via: webhook, url: \"http://a/ops\"}")))
        .isEmpty();
  }

  @Test
  void anExpiredPositionMayResumeAtTheBeginAndASuffixMayBeCut() {
    UnitGroup group =
        Yaml.valid(group("expired: resume-at-begin\n        suffixRecords: 5000"))
            .units()
            .get(0)
            .groups()
            .get(0);

    assertThat(group.terms(Duration.ZERO, false).resumeAtBegin()).isTrue();
    assertThat(group.terms(Duration.ZERO, false).suffixRecords()).isEqualTo(5_000L);
  }

  private static String group(String more) {
    return Yaml.with("- group: charger", "- group: charger\n        " + more);
  }

  @Test
  void durationsMayCountInDaysAndFractions() {
    Runbook runbook =
        Yaml.valid(
            Yaml.with("window: P7D", "window: P1DT2H")
                .replace("PT30S, maxPause", "PT1.5S, maxPause"));

    assertThat(runbook.units().get(0).rollback().window()).isEqualTo(Duration.ofHours(26));
    assertThat(runbook.units().get(0).consumers().within()).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void theDigestIsThatOfTheExactBytes() {
    byte[] bytes = Yaml.SMALLEST.getBytes(StandardCharsets.UTF_8);
    Parsed parsed = RunbookParser.parse(bytes);
    Parsed commented = RunbookParser.parse(Yaml.SMALLEST + "# seen\n");

    assertThat(((Parsed.Valid) parsed).digest())
        .isEqualTo(RunbookParser.digest(bytes))
        .matches("sha256:[0-9a-f]{64}");
    assertThat(((Parsed.Valid) commented).runbook()).isEqualTo(((Parsed.Valid) parsed).runbook());
    assertThat(((Parsed.Valid) commented).digest()).isNotEqualTo(((Parsed.Valid) parsed).digest());
    assertThat(RunbookParser.digest(new byte[0]))
        .isEqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  }

  @Test
  void aByteOrderMarkAndWindowsLineEndsAreRead() {
    assertThat(Yaml.valid('\uFEFF' + Yaml.SMALLEST.replace("\n", "\r\n")))
        .isEqualTo(Yaml.valid(Yaml.SMALLEST));
  }

  @Test
  void aFindingIsRenderedAsCompilersDo() {
    List<Finding> findings =
        Yaml.findings(Yaml.with("owner: payments-owners", "ower: payments-owners"));

    assertThat(Finding.render("wave.yaml", findings))
        .isEqualTo(
            """
            wave.yaml:7:5  units[0].owner  missing; allowed: a role, %s
            wave.yaml:8:5  units[0].ower  unknown key 'ower', did you mean owner?; allowed: unit, owner, topics, groups, \
            otherGroups, ignore, consumers, producers, reconcile, principals, fence, freeze, signals, schemas, connectors, attestations, rehearsal, rollback
            """
                .formatted(Names.ROLE));
  }

  @Test
  void triggersAndNoticesAreReadInTheirOrder() {
    String triggers =
        """
        triggers: [
              {when: target-lag-above, records: 50000, for: PT5M, then: propose},
              {when: source-group-active, then: rollback}]\
        """;
    String top =
        """
        name: wave-1
        onUnfit: hold-back
        notify: [{on: [gate-opened, closed], url: "http://chat/hook"}]\
        """;
    Runbook runbook = Yaml.valid(Yaml.with("triggers: []", triggers).replace("name: wave-1", top));

    assertThat(runbook.onUnfit()).isEqualTo(OnUnfit.HOLD_BACK);
    assertThat(runbook.notices())
        .containsExactly(
            new Notice(List.of(Notice.Event.GATE_OPENED, Notice.Event.CLOSED), "http://chat/hook"));
    assertThat(runbook.units().get(0).rollback().triggers())
        .containsExactly(
            new Trigger(
                Trigger.When.TARGET_LAG_ABOVE,
                50_000L,
                Duration.ofMinutes(5),
                Trigger.Then.PROPOSE),
            new Trigger(
                Trigger.When.SOURCE_GROUP_ACTIVE, null, Duration.ZERO, Trigger.Then.ROLLBACK));
  }
}
