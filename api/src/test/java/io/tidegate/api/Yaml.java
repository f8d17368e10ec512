package io.tidegate.api;

/** A runbook of one unit whose gate wants its owner and a release manager. */
final class Yaml {

  private Yaml() {}

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
            rollback: {caller: payments-oncall, authoritative: source, window: PT1H, triggers: []}
        gates:
          - {gate: go, before: quiesce, approvals: [{role: unit-owner}, {role: release-manager}], expiresIn: PT1H}
        observe: {for: PT10S}
        """
        .formatted(name, unit, unit, unit);
  }
}
