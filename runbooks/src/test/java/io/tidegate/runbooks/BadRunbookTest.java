package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each row changes one part of a valid runbook; the mark ¦ shows where the one finding has to
 * point.
 */
class BadRunbookTest {
  @Test
  void aGroupThatStaysKeepsTheProducers() {
    String staying = "otherGroups: [{group: audit, plan: later, reason: next wave}]\n    ";
    String moving =
        "producers: {via: webhook, url: \"http://payments/p\", within: PT30S, maxPause: PT2M}\n    ";
    assertThat(Yaml.findings(Yaml.with("rollback:", staying + "rollback:"))).isEmpty();
    assertThat(Yaml.findings(Yaml.with("rollback:", staying + moving + "rollback:")))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.field()).isEqualTo("units[0].otherGroups[0].plan");
              assertThat(finding.problem()).contains("later keeps the producers on the source");
            });
  }

  /** What is replaced => by what => the field of the finding => its problem. ⏎ is a new line. */
  private static final String TABLE =
      """
      # The top.
      runbook: v1 => runbook: ¦v2 => runbook => unknown word 'v2'
      runbook: v1⏎ =>  => runbook => missing
      name: wave-1 => name: ¦wave/1 => name => 'wave/1' does not fit
      name: wave-1 => name: ¦.hidden => name => '.hidden' does not fit
      name: wave-1 => name: ¦42 => name => 42 is not text
      name: wave-1 => name: ¦[a] => name => a list where text stands
      name: wave-1 => ¦name: => name => no value
      name: wave-1 => name: ¦~ => name => no value
      name: wave-1 => name: wave-1⏎¦nmae: wave-2 => nmae => unknown key 'nmae', did you mean name?
      name: wave-1 => name: wave-1⏎¦name: wave-2 => name => key given twice, first in line 2
      name: wave-1 => name: wave-1⏎¦colour: red => colour => unknown key 'colour'
      name: wave-1 => name: wave-1⏎title: ¦yes => title => yes is not text in YAML; put it in quotes
      name: wave-1 => name: wave-1⏎title: ¦'  ' => title => does not fit
      target: cloud => target: ¦legacy => target => the target is the source, 'legacy'
      target: cloud => target: ¦tar get => target => 'tar get' does not fit
      source: legacy⏎ =>  => source => missing
      name: wave-1 => name: wave-1⏎settle: ¦PT1H => settle => PT1H is too long
      name: wave-1 => name: wave-1⏎onUnfit: ¦stop_wave => onUnfit => did you mean stop-wave?
      {for: PT30M} => ¦{} => observe.for => missing
      {for: PT30M} => {for: ¦PT0S} => observe.for => PT0S is too short
      {for: PT30M} => ¦PT30M => observe => 'PT30M' where a mapping stands
      # Replication.
      {tool: mirrormaker2} => ¦{} => replication.tool => missing
      tool: mirrormaker2 => tool: ¦mirrormaker => replication.tool => did you mean mirrormaker2?
      tool: mirrormaker2 => tool: ¦kafka-mirror => replication.tool => unknown word 'kafka-mirror'
      mirrormaker2} => mirrormaker2, topicNames: ¦prefix} => replication.topicNames => unknown word 'prefix'
      mirrormaker2} => mirrormaker2, topicNames: ¦{}} => replication.topicNames.prefix => missing
      mirrormaker2} => mirrormaker2, topicNames: ¦[a]} => replication.topicNames => a list where a word stands
      mirrormaker2} => mirrormaker2, offsetSyncs: ¦{on: source}} => replication.offsetSyncs.topic => missing
      mirrormaker2} => mirrormaker2, offsetSyncs: {topic: t, on: ¦both}} => replication.offsetSyncs.on => unknown word 'both'
      # Units.
          owner: payments-owners⏎ =>  => units[0].owner => missing
      owner: payments-owners => owner: ¦unit-owner => units[0].owner => 'unit-owner' does not fit
      owner: payments-owners => ¦owner: => units[0].owner => no value
      unit: payments => unit: ¦pay ments => units[0].unit => 'pay ments' does not fit
      - {source: payments} => - {source: ¦pay/ments} => units[0].topics[0].source => 'pay/ments' does not fit
      - {source: payments} => - ¦payments => units[0].topics[0] => 'payments' where a mapping stands
      - {source: payments} => - {source: payments, role: ¦dead_leter} => units[0].topics[0].role => did you mean dead-letter?
      - {source: payments} => - {source: payments}⏎      - {source: ¦payments, target: p2} => units[0].topics[1].source => 'payments' stands already at units[0].topics[0].source
      - {source: payments} => - {source: payments}⏎      - {source: p2, target: ¦payments} => units[0].topics[1].target => target topic 'payments' stands already at
      - {source: payments} => - {source: payments}⏎      - {source: p2, produce: ¦payments} => units[0].topics[1].produce => target topic 'payments' stands already at
      - {source: payments} => - {source: payments, produce: p1}⏎      - {source: p2, produce: ¦p1} => units[0].topics[1].produce => target topic 'p1' stands already at
      - {source: payments} => - {source: payments, produce: ¦pay/ments} => units[0].topics[0].produce => 'pay/ments' does not fit
      - group: charger => - group: ¦' charger' => units[0].groups[0].group => does not fit
      - group: charger => - group: charger⏎        topics: [¦refunds] => units[0].groups[0].topics[0] => 'refunds' is no topic of this unit
      - group: charger => - group: charger⏎        topics: [payments, ¦payments] => units[0].groups[0].topics[1] => stands already at units[0].groups[0].topics[0]
      - group: charger => - group: charger⏎        topics: ¦[] => units[0].groups[0].topics => an empty list
      - group: charger => - group: charger⏎        topics: ¦payments => units[0].groups[0].topics => 'payments' where a list stands
      - group: charger => - group: charger⏎        isolation: ¦read-committed => units[0].groups[0].isolation => did you mean read_committed?
      - group: charger => - group: charger⏎        position: ¦{} => units[0].groups[0].position => an empty mapping
              replayWindow: {records: 0, span: PT0S}⏎ =>  => units[0].groups[0].replayWindow => missing
              lagEnvelope: {records: 1000, span: PT30S}⏎ =>  => units[0].groups[0].lagEnvelope => missing
      {records: 0, span: PT0S} => ¦{records: 0} => units[0].groups[0].replayWindow.span => missing
      {records: 0, span: PT0S} => ¦{span: PT0S} => units[0].groups[0].replayWindow.records => missing
      {records: 0, => {records: ¦-1, => units[0].groups[0].replayWindow.records => '-1' is not a count
      {records: 0, => {records: ¦1_000, => units[0].groups[0].replayWindow.records => '1_000' is not a count
      {records: 0, => {records: ¦'0', => units[0].groups[0].replayWindow.records => '0' is not a count
      {records: 0, => {records: ¦99999999999999999999, => units[0].groups[0].replayWindow.records => is not a count
      span: PT0S} => span: ¦PT-1S} => units[0].groups[0].replayWindow.span => 'PT-1S' does not fit
      span: PT0S} => span: ¦10s} => units[0].groups[0].replayWindow.span => '10s' does not fit
      span: PT0S} => span: ¦30} => units[0].groups[0].replayWindow.span => 30 is not text
      span: PT0S} => span: ¦P} => units[0].groups[0].replayWindow.span => 'P' does not fit
      span: PT0S} => span: ¦P1DT} => units[0].groups[0].replayWindow.span => 'P1DT' does not fit
      # Switches and the way back.
      via: webhook, url: "http://payments/ops" => via: command => units[0].consumers.name => missing
      via: webhook, url: "http://payments/ops" => via: command, name: ¦[kubectl, scale] => units[0].consumers.name => a list where text stands
      via: webhook, url: "http://payments/ops" => via: command, name: ¦"kubectl scale" => units[0].consumers.name => 'kubectl scale' does not fit
      via: webhook, url: "http://payments/ops" => via: command, name: scale, url: ¦"http://payments/ops" => units[0].consumers.url => url does not go with via: command
      via: webhook, url: "http://payments/ops" => via: manual => units[0].consumers.instructions => missing
      via: webhook, url: "http://payments/ops" => via: manual, instructions: ¦"" => units[0].consumers.instructions => does not fit
      via: webhook, url => via: webhook, instructions: ¦stop it, url => units[0].consumers.instructions => instructions does not go with via: webhook
      via: webhook => via: ¦connect => units[0].consumers.via => unknown word 'connect'
      - group: charger => - group: charger⏎        consumers: ¦{via: manual} => units[0].groups[0].consumers.instructions => missing
      - group: charger => - group: charger⏎        consumers: {via: manual, instructions: scale it, within: ¦PT1M} => units[0].groups[0].consumers.within => PT1M exceeds that of the unit, PT30S
      - group: charger => - group: charger⏎        consumers: {via: manual, instructions: scale it, maxPause: ¦PT30S} => units[0].groups[0].consumers.maxPause => does not exceed within
      owner: payments-owners => owner: payments-owners⏎    reconcile: {via: ¦manual, url: "http://a"} => units[0].reconcile.via => unknown word 'manual'
      mirrormaker2} => mirrormaker2, control: ¦{via: connect, url: "http://connect:8083"}} => replication.control.connector => missing
      mirrormaker2} => mirrormaker2, control: {via: webhook, url: "http://c", connector: ¦c}} => replication.control.connector => connector does not go with via: webhook
      mirrormaker2} => mirrormaker2, control: {via: ¦rest, url: "http://c"}} => replication.control.via => unknown word 'rest'
      # Triggers.
      triggers: [] => triggers: [¦{then: propose}] => units[0].rollback.triggers[0].when => missing
      triggers: [] => triggers: [{when: ¦target-lag, then: propose}] => units[0].rollback.triggers[0].when => unknown word 'target-lag'
      triggers: [] => triggers: [¦{when: target-lag-above, for: PT5M, then: propose}] => units[0].rollback.triggers[0].records => missing
      triggers: [] => triggers: [¦{when: no-commit-for, then: propose}] => units[0].rollback.triggers[0].for => missing
      triggers: [] => triggers: [{when: reconcile-failed, records: ¦3, then: rollback}] => units[0].rollback.triggers[0].records => records does not go with when: reconcile-failed
      triggers: [] => triggers: [{when: reconcile-failed, then: ¦stop}] => units[0].rollback.triggers[0].then => unknown word 'stop'
      triggers: [] => triggers: [{when: signal-red, then: propose}] => units[0].rollback => no signals
      # Signals.
      owner: payments-owners => owner: payments-owners⏎    signals: [{name: lag, covers: ¦lags, on: target, url: "http://p/q", healthy: "< 5", freshWithin: PT2M}] => units[0].signals[0].covers => did you mean lag?
      owner: payments-owners => owner: payments-owners⏎    signals: [{name: lag, covers: lag, on: target, url: ¦"prom/q", healthy: "< 5", freshWithin: PT2M}] => units[0].signals[0].url => does not fit
      owner: payments-owners => owner: payments-owners⏎    signals: [{name: lag, covers: lag, on: target, url: "http://p/q", healthy: ¦"below 5", freshWithin: PT2M}] => units[0].signals[0].healthy => does not fit
      owner: payments-owners => owner: payments-owners⏎    signals: [¦{name: lag, covers: lag, on: target, url: "http://p/q", healthy: "< 5"}] => units[0].signals[0].freshWithin => missing
      # What stands beside Kafka, who is who, and what people sign.
      name: wave-1 => name: wave-1⏎principalMap: {¦payments: "User:sa"} => principalMap.payments => 'payments' does not fit
      name: wave-1 => name: wave-1⏎principalMap: {"User:a": ¦"User:*"} => principalMap.User:a => 'User:*' does not fit
      name: wave-1 => name: wave-1⏎principalMap: ¦{} => principalMap => an empty mapping
      name: wave-1 => name: wave-1⏎principalMap: ¦[a] => principalMap => a list where a mapping stands
      - group: charger => - group: charger⏎        commit: ¦manully => units[0].groups[0].commit => did you mean manual?
      owner: payments-owners => owner: payments-owners⏎    schemas: ¦{source: "http://a", target: "http://b"} => units[0].schemas.subjects => missing
      owner: payments-owners => owner: payments-owners⏎    schemas: {source: "http://a", target: "http://b", subjects: [p, ¦p]} => units[0].schemas.subjects[1] => stands already at
      owner: payments-owners => owner: payments-owners⏎    connectors: [{cluster: source, url: "http://c:8083", name: ¦"a/b"}] => units[0].connectors[0].name => 'a/b' does not fit
      owner: payments-owners => owner: payments-owners⏎    attestations: [{id: soak, dimension: ¦compat, claim: soaked, by: owners, validFor: P7D}] => units[0].attestations[0].dimension => unknown word 'compat'
      owner: payments-owners => owner: payments-owners⏎    attestations: [{id: soak, dimension: rollback, claim: soaked, by: ¦unit-owner, validFor: P7D}] => units[0].attestations[0].by => 'unit-owner' does not fit
      owner: payments-owners => owner: payments-owners⏎    ¦signals: => units[0].signals => no value
      # How fast the clusters are read.
      name: wave-1 => name: wave-1⏎readLimitBytesPerSecond: ¦{} => readLimitBytesPerSecond => an empty mapping
      name: wave-1 => name: wave-1⏎readLimitBytesPerSecond: {source: ¦0} => readLimitBytesPerSecond.source => '0' is not a count
      name: wave-1 => name: wave-1⏎readLimitBytesPerSecond: {target: ¦fast} => readLimitBytesPerSecond.target => 'fast' is not a count
      name: wave-1 => name: wave-1⏎readLimitBytesPerSecond: {source: ¦20MB} => readLimitBytesPerSecond.source => '20MB' is not a count
      # Whom to tell.
      name: wave-1 => name: wave-1⏎notify: [¦{on: [held]}] => notify[0].url => missing
      name: wave-1 => name: wave-1⏎notify: [{on: [¦hold], url: "http://chat"}] => notify[0].on[0] => 'hold' does not fit
      name: wave-1 => name: wave-1⏎notify: [{on: [held, ¦held], url: "http://chat"}] => notify[0].on[1] => 'held' stands twice
      name: wave-1 => name: wave-1⏎notify: [{on: ¦[], url: "http://chat"}] => notify[0].on => an empty list
      # Fences.
      owner: payments-owners => owner: payments-owners⏎    fence: ¦deny => units[0].fence => nobody to fence
      owner: payments-owners => owner: payments-owners⏎    freeze: {denyAlter: ¦true} => units[0].freeze.denyAlter => nobody to deny it to
      owner: payments-owners => owner: payments-owners⏎    freeze: {denyAlter: ¦"true"} => units[0].freeze.denyAlter => is neither true nor false
      owner: payments-owners => owner: payments-owners⏎    freeze: ¦{} => units[0].freeze.denyAlter => missing
      owner: payments-owners => owner: payments-owners⏎    principals: [¦"User:*"] => units[0].principals[0] => 'User:*' does not fit
      owner: payments-owners => owner: payments-owners⏎    principals: [¦payments] => units[0].principals[0] => 'payments' does not fit
      owner: payments-owners => owner: payments-owners⏎    principals: ["User:a", ¦"User:a"] => units[0].principals[1] => stands already at units[0].principals[0]
      via: webhook => via: ¦webhok => units[0].consumers.via => did you mean webhook?
      url: "http://payments/ops" => url: ¦"ftp://payments/ops" => units[0].consumers.url => does not fit
      url: "http://payments/ops" => url: ¦"http://me:secret@payments/ops" => units[0].consumers.url => does not fit
      within: PT30S,  =>  => units[0].consumers.within => missing
      , maxPause: PT2M =>  => units[0].consumers.maxPause => missing
      maxPause: PT2M => maxPause: ¦PT30S => units[0].consumers.maxPause => PT30S does not exceed within, PT30S
      {caller: oncall, window: P7D, triggers: []} => ¦{window: P7D, triggers: []} => units[0].rollback.caller => missing
      {caller: oncall, window: P7D, triggers: []} => ¦{caller: oncall, triggers: []} => units[0].rollback.window => missing
      {caller: oncall, window: P7D, triggers: []} => ¦{caller: oncall, window: P7D} => units[0].rollback.triggers => missing
      # Rehearsals.
          rehearsal: {waived: nothing to rehearse}⏎ =>  => units[0].rehearsal => missing
      {waived: nothing to rehearse} => ¦{} => units[0].rehearsal => an empty mapping
      {waived: nothing to rehearse} => ¦none => units[0].rehearsal => 'none' where a mapping stands
      {waived: nothing to rehearse} => ¦{waived: x, validFor: P1D} => units[0].rehearsal => both are written
      {waived: nothing to rehearse} => {¦within: P14D} => units[0].rehearsal.within => unknown key 'within'
      {waived: nothing to rehearse} => {validFor: ¦P400D} => units[0].rehearsal.validFor => P400D is too long
      {waived: nothing to rehearse} => {validFor: ¦PT0S} => units[0].rehearsal.validFor => PT0S is too short
      {waived: nothing to rehearse} => {waived: ¦""} => units[0].rehearsal.waived => does not fit
      window: P7D => window: P7D, authoritative: ¦target => units[0].rollback.authoritative => unknown word 'target'
      # Gates.
      gates:⏎  - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H}⏎ =>  => gates => missing
      before: quiesce => before: complete => gates => no gate before quiesce
      before: quiesce => before: ¦quiese => gates[0].before => did you mean quiesce?
      before: quiesce,  =>  => gates[0].before => missing
      [{role: unit-owner}] => ¦[] => gates[0].approvals => an empty list
      [{role: unit-owner}] => [¦unit-owner] => gates[0].approvals[0] => 'unit-owner' where a mapping stands
      {role: unit-owner} => {role: ¦exception} => gates[0].approvals[0].role => 'exception' does not fit
      , expiresIn: PT4H =>  => gates[0].expiresIn => missing
      - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H} => - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H}⏎  - {gate: ¦go, before: observe, approvals: [{role: a}], expiresIn: PT1H} => gates[1].gate => gate 'go' stands already at gates[0].gate
      # YAML itself.
      name: wave-1 => name: ¦&n wave-1 => name => anchor &n
      name: wave-1 => name: wave-1⏎title: ¦*n => title => alias *n
      name: wave-1 => name: ¦!!str wave-1 => name => tag
      name: wave-1 => name: ¦!!javax.script.ScriptEngineManager wave-1 => name => tag
      name: wave-1 => name: wave-1⏎¦<<: {title: x} => << => unknown key '<<'
      name: wave-1 => name: wave-1⏎? ¦[a, b]⏎: c =>  => a key that is a list
      observe: {for: PT30M}⏎ => observe: {for: PT30M}⏎¦---⏎runbook: v1⏎ =>  => a second document
      """;

  static Stream<Arguments> oneThingWrong() {
    return TABLE
        .lines()
        .filter(row -> !row.startsWith("#"))
        .map(row -> arguments((Object[]) row.replace('⏎', '\n').split(" => ", -1)));
  }

  @ParameterizedTest(name = "{1} is found at {2}: {3}")
  @MethodSource("oneThingWrong")
  void isOneFindingAtItsPlace(String part, String by, String field, String problem) {
    String marked = Yaml.with(part, by);
    int mark = marked.indexOf('¦');
    List<Finding> findings = Yaml.findings(marked.replace("¦", ""));

    assertThat(findings).as(findings.toString()).hasSize(1);
    Finding finding = findings.get(0);
    assertThat(finding.field()).isEqualTo(field);
    assertThat(finding.problem()).contains(problem);
    assertThat(finding.allowed()).isNotBlank();
    if (mark >= 0) {
      String before = marked.substring(0, mark);
      assertThat(finding.line()).isEqualTo((int) before.chars().filter(c -> c == '\n').count() + 1);
      assertThat(finding.column()).isEqualTo(mark - before.lastIndexOf('\n'));
    }
  }

  @Test
  void aMissingKeyPointsAtTheMappingThatLacksIt() {
    Finding finding = Yaml.findings(Yaml.with("    owner: payments-owners\n", "")).get(0);

    assertThat(finding)
        .isEqualTo(new Finding(7, 5, "units[0].owner", "missing", "a role, " + Names.ROLE));
  }

  @Test
  void ofWhomAGateAsksTheOwnersAreToldOfFirst() {
    Finding finding = Yaml.findings(Yaml.with("{role: unit-owner}", "{role: }")).get(0);

    assertThat(finding.field()).isEqualTo("gates[0].approvals[0].role");
    assertThat(finding.allowed()).startsWith("unit-owner for the owners of the units, or a role, ");
  }

  @Test
  void everythingWrongIsSaidAtOnceFromTopToBottom() {
    List<Finding> findings =
        Yaml.findings(
            """
            runbook: v1
            name: wave 1
            source: legacy
            replication: {tool: mirrormaker2}
            units:
              - unit: payments
                topics: [{source: payments}]
                groups: [{group: g}]
                rollback: {window: 7d}
            gates: []
            """);

    assertThat(findings)
        .extracting(finding -> finding.line() + ":" + finding.column() + " " + finding.field())
        .containsExactly(
            "1:1 observe",
            "1:1 target",
            "2:7 name",
            "6:5 units[0].consumers",
            "6:5 units[0].owner",
            "6:5 units[0].rehearsal",
            "8:14 units[0].groups[0].lagEnvelope",
            "8:14 units[0].groups[0].replayWindow",
            "9:15 units[0].rollback.caller",
            "9:15 units[0].rollback.triggers",
            "9:24 units[0].rollback.window",
            "10:8 gates");
  }

  @Test
  void moreFindingsThanAnybodyReadsAreCounted() {
    StringBuilder yaml = new StringBuilder(Yaml.SMALLEST);
    for (int i = 0; i < 1_500; i++) {
      yaml.append("unknown").append(i).append(": x\n");
    }

    List<Finding> findings = Yaml.findings(yaml.toString());

    assertThat(findings).hasSize(1_001);
    assertThat(findings.get(1_000).problem()).isEqualTo("and 500 findings more");
  }

  @Test
  void aGroupBelongsToOneUnitAndATopicToo() {
    String second =
        Yaml.SMALLEST.substring(Yaml.SMALLEST.indexOf("  - unit"), Yaml.SMALLEST.indexOf("gates:"));
    String yaml = Yaml.SMALLEST.replace("gates:", second + "gates:");

    assertThat(Yaml.findings(yaml))
        .extracting(Finding::field)
        .containsExactly("units[1].unit", "units[1].topics[0].source", "units[1].groups[0].group");
  }

  @Test
  void aGroupThatMovesIsNotLeftOutAndATopicOfTheUnitIsNotIgnored() {
    String yaml =
        Yaml.with(
            "    consumers:",
            """
            otherGroups: [{group: charger, plan: later, reason: x}, {group: a, plan: later}]
            ignore: [{topic: payments, reason: x}]
            consumers:\
            """
                .indent(4)
                .stripTrailing());

    assertThat(Yaml.findings(yaml))
        .extracting(Finding::field)
        .containsExactly(
            "units[0].otherGroups[0].group",
            "units[0].otherGroups[1].reason",
            "units[0].ignore[0].topic");
  }

  @Test
  void aRunbookHasAtMost150Units() {
    String one =
        """
          - unit: u%1$d
            owner: owners
            topics: [{source: t%1$d}]
            groups: [{group: g%1$d, replayWindow: {records: 0, span: PT0S}, lagEnvelope: {records: 0, span: PT0S}}]
            consumers: {via: webhook, url: "http://u/ops", within: PT30S, maxPause: PT2M}
            rehearsal: {waived: none}
            rollback: {caller: oncall, window: P7D, triggers: []}
        """;
    StringBuilder units = new StringBuilder("units:\n");
    for (int unit = 0; unit < 150; unit++) {
      units.append(one.formatted(unit));
    }
    String head = Yaml.SMALLEST.substring(0, Yaml.SMALLEST.indexOf("units:"));
    String tail = Yaml.SMALLEST.substring(Yaml.SMALLEST.indexOf("gates:"));

    assertThat(Yaml.valid(head + units + tail).units()).hasSize(150);
    assertThat(Yaml.findings(head + units + one.formatted(150) + tail))
        .extracting(Finding::problem)
        .containsExactly("151 units");
  }
}
