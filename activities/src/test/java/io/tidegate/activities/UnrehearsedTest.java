package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.RunbookParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnrehearsedTest {
  private static final String RUNBOOK =
      """
      runbook: v1
      name: shop
      source: legacy
      target: cloud
      replication:
        tool: mirrormaker2
        topicNames: identity
        control: {via: webhook, url: "http://shop/replicator"}
      units:
        - unit: shop
          owner: shop-owners
          topics: [{source: orders, role: main}]
          groups:
            - {group: biller, replayWindow: {records: 0, span: PT0S}, lagEnvelope: {records: 0, span: PT0S}}
            - group: indexer
              topics: [orders]
              position: {external: {url: "http://shop/positions"}}
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 0, span: PT0S}
          consumers: {via: webhook, url: "http://shop/consumers", within: PT30S, maxPause: PT2M}
          producers: {via: webhook, url: "http://shop/producers", within: PT30S, maxPause: PT2M}
          principals: ["User:shop"]
          fence: deny
          rehearsal: {waived: a test}
          rollback: {caller: shop-oncall, window: PT1H, triggers: []}
      gates: [{gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H}]
      observe: {for: PT30M}
      """;

  @Test
  void everythingThatALiveWaveDoesBesideIsNamed() {
    assertThat(unrehearsed(RUNBOOK, List.of()))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("freeze, quiesce: no deny entry"),
            line -> assertThat(line).startsWith("seed: the replicator was not asked"),
            line -> assertThat(line).contains("group biller was read by a built-in consumer"),
            line -> assertThat(line).contains("group indexer keeps its own positions"),
            line -> assertThat(line).startsWith("switch-producers, observe-producers: "));
  }

  /** Nothing is on it before the switch: what is read there afterwards has no original. */
  @Test
  void aTopicThatIsWrittenOnlyAfterTheSwitchIsNamed() {
    String apart =
        RUNBOOK.replace(
            "{source: orders, role: main}",
            "{source: orders, target: legacy.orders, produce: orders, role: main}");
    assertThat(unrehearsed(apart, List.of()))
        .contains(
            "switch-consumers: nothing that is read of topic orders was compared, since the"
                + " application writes there only after the switch");
  }

  @Test
  void whatWasShownIsNot() {
    String plain =
        RUNBOOK
            .replaceAll("(?m)^ *(producers|fence|control|principals):.*\n", "")
            .replaceAll("(?s)      - group: indexer.*?(?=    consumers:)", "");
    assertThat(unrehearsed(plain, List.of("biller"))).isEmpty();
  }

  private static List<String> unrehearsed(String yaml, List<String> own) {
    if (!(RunbookParser.parse(yaml) instanceof Parsed.Valid valid)) {
      throw new AssertionError(RunbookParser.parse(yaml));
    }
    Runbook runbook = valid.runbook();
    return Unrehearsed.of(runbook, runbook.units().get(0), own);
  }
}
