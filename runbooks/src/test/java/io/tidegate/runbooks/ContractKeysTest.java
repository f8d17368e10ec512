package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Reset;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key of the language of v1 is served. */
class ContractKeysTest {

  static final String EVERY_KEY =
      """
      runbook: v1
      name: refunds-wave-3
      title: Refunds, third wave
      source: old-dc
      target: new-dc
      replication:
        tool: mirrormaker2
        topicNames: {prefix: old}
        offsetSyncs: {topic: mm2-offset-syncs.new.internal, on: target}
        control: {via: connect, url: "http://connect:8083", connector: old-new-checkpoint}
      principalMap: {"User:refunds": "User:sa-12"}
      onUnfit: stop-wave
      settle: PT20S
      readLimitBytesPerSecond: {source: 1000000, target: none}
      notify: [{on: [gate-opened, held], url: "http://chat/hook"}]
      units:
        - unit: refunds
          owner: refunds-owners
          topics:
            - {source: refunds, target: old.refunds, role: main, produce: refunds}
          groups:
            - group: refunder
              topics: [refunds]
              commit: auto
              position: {external: {url: "http://refunds/positions"}}
              isolation: read_uncommitted
              uncommitted: latest
              expired: resume-at-begin
              outOfRange: earliest
              suffixRecords: 5000
              replayWindow: {records: 3, span: PT2S}
              lagEnvelope: {records: 50, span: PT10S}
              consumers: {via: manual, instructions: "scale it"}
          otherGroups: [{group: refunds-old, plan: abandoned, reason: gone}]
          ignore: [{topic: refunds.tmp, reason: unused}]
          consumers: {via: webhook, url: "http://refunds/ops", within: PT10S, maxPause: PT1M}
          producers: {via: webhook, url: "http://refunds/p", within: PT10S, maxPause: PT1M}
          reconcile: {via: webhook, url: "http://refunds/account"}
          principals: ["User:refunds"]
          fence: deny
          signals: [{name: lag, covers: lag, on: target, url: "http://prom/q", healthy: "< 5", freshWithin: PT2M}]
          schemas: {source: "http://a", target: "http://b", subjects: [refunds-value]}
          connectors: [{cluster: source, url: "http://connect:8083", name: refunds-sink}]
          attestations: [{id: soak, dimension: compatibility, claim: soaked, by: refunds-owners, validFor: P7D}]
          rehearsal: {validFor: P14D}
          freeze: {denyAlter: true}
          rollback:
            caller: refunds-oncall
            authoritative: source
            window: P2D
            triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]
      gates:
        - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT1H}
        - {gate: producers, before: switch-producers, approvals: [{role: unit-owner}], expiresIn: P2D}
      observe: {for: PT15M}
      """;

  @Test
  void everyKeyIsServed() {
    MigrationUnit unit = Yaml.valid(EVERY_KEY).units().get(0);
    assertThat(unit.topics())
        .containsExactly(new UnitTopic("refunds", "old.refunds", UnitTopic.Role.MAIN, "refunds"));
    assertThat(unit.groups().get(0).outOfRange()).isEqualTo(Reset.EARLIEST);
    assertThat(unit.rehearsal()).isEqualTo(new RehearsalTerms.Within(Duration.ofDays(14)));
    assertThat(Yaml.valid(EVERY_KEY).readLimits())
        .isEqualTo(new ReadLimits(1_000_000, ReadLimits.NONE));
    assertThat(Yaml.valid(Yaml.SMALLEST).readLimits())
        .isEqualTo(new ReadLimits(67_108_864, 67_108_864));
    assertThat(unit.signals())
        .containsExactly(
            new Signal(
                "lag",
                Signal.Covers.LAG,
                Side.TARGET,
                "http://prom/q",
                new Signal.Bound("< 5"),
                Duration.ofMinutes(2)));
    assertThat(unit.schemas())
        .isEqualTo(new Schemas("http://a", "http://b", List.of("refunds-value")));
    assertThat(unit.connectors())
        .containsExactly(new Connector(Side.SOURCE, "http://connect:8083", "refunds-sink"));
    assertThat(unit.attestations())
        .containsExactly(
            new Attestation(
                "soak", Dimension.COMPATIBILITY, "soaked", "refunds-owners", Duration.ofDays(7)));
    assertThat(unit.groups().get(0).commit()).isEqualTo(Commit.AUTO);
    assertThat(Yaml.valid(EVERY_KEY).principalMap())
        .containsExactly(Map.entry("User:refunds", "User:sa-12"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cluster-linking",
        "msk-replicator",
        "redpanda-migrator",
        "automq-linking",
        "dual-write",
        "other"
      })
  void everyReplicatorIsTaken(String tool) {
    Runbook runbook = Yaml.valid(Yaml.with("tool: mirrormaker2", "tool: " + tool));

    assertThat(runbook.replication().tool().links()).isEqualTo(tool.endsWith("-linking"));
  }
}
