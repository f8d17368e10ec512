package io.tidegate.api;

/** A runbook whose gate wants the owner and a release manager. */
final class Yaml {

  private Yaml() {}

  /** A second unit with a rollback caller of its own. */
  static String ofTwo(String name, String unit, String other) {
    String second =
        """
          - unit: %s
            owner: payments-owners
            topics:
              - {source: %s-topic, role: main}
            groups:
              - group: %s-group
                replayWindow: {records: 0, span: PT0S}
                lagEnvelope: {records: 2000, span: PT20S}
            consumers: {via: webhook, url: "http://of.the.worker/consumers", within: PT20S, maxPause: PT60S}
            rehearsal: {waived: a test}
            rollback: {caller: another-oncall, authoritative: source, window: PT1H, triggers: []}
        """
            .formatted(other, other, other);
    return runbook(name, unit).replace("gates:\n", second + "gates:\n");
  }

  /** Of one unit. */
  static String runbook(String name, String unit) {
    return """
        runbook: v1
        name: %s
        source: legacy
        target: cloud
        replication:
          tool: mirrormaker2
          topicNames: identity
          offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
        units:
          - unit: %s
            owner: payments-owners
            topics:
              - {source: %s-topic, role: main}
            groups:
              - group: %s-group
                replayWindow: {records: 0, span: PT0S}
                lagEnvelope: {records: 2000, span: PT20S}
            consumers: {via: webhook, url: "http://of.the.worker/consumers", within: PT20S, maxPause: PT60S}
            rehearsal: {waived: a test}
            rollback: {caller: payments-oncall, authoritative: source, window: PT1H, triggers: []}
        gates:
          - {gate: go, before: quiesce, approvals: [{role: unit-owner}, {role: release-manager}], expiresIn: PT1H}
        observe: {for: PT10S}
        """
        .formatted(name, unit, unit, unit);
  }
}
