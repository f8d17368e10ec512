package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

/** Runbooks for tests: the smallest that is valid, and small changes of it. */
final class Yaml {

  static final String SMALLEST =
      """
      runbook: v1
      name: wave-1
      source: legacy
      target: cloud
      replication: {tool: mirrormaker2}
      units:
        - unit: payments
          owner: payments-owners
          topics:
            - {source: payments}
          groups:
            - group: charger
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 1000, span: PT30S}
          consumers: {via: webhook, url: "http://payments/ops", within: PT30S, maxPause: PT2M}
          rehearsal: {waived: nothing to rehearse}
          rollback: {caller: oncall, window: P7D, triggers: []}
      gates:
        - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H}
      observe: {for: PT30M}
      """;

  private Yaml() {}

  /** The smallest with one part of it replaced, which must stand there once. */
  static String with(String part, String by) {
    assertThat(SMALLEST.split(java.util.regex.Pattern.quote(part), -1)).as(part).hasSize(2);
    return SMALLEST.replace(part, by);
  }

  static Runbook valid(String yaml) {
    Parsed parsed = RunbookParser.parse(yaml);
    assertThat(parsed).as(() -> findingsOf(parsed).toString()).isInstanceOf(Parsed.Valid.class);
    return ((Parsed.Valid) parsed).runbook();
  }

  static List<Finding> findings(String yaml) {
    return findingsOf(RunbookParser.parse(yaml));
  }

  static List<Finding> findingsOf(Parsed parsed) {
    return parsed instanceof Parsed.Invalid invalid ? invalid.findings() : List.of();
  }
}
