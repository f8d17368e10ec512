package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.workflows.view.Scored.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What checks are asked about: the unit {@code shop} with the topic and the group of a test. */
final class Requests {
  static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  private static final String RUNBOOK =
      """
      runbook: v1
      name: wave
      source: legacy
      target: cloud
      replication: {tool: other}
      principalMap: {"User:shop": "User:sa-shop"}
      units:
        - unit: shop
          owner: shop-owners
          topics: [{source: %s, target: %s}]
          groups:
            - group: shop-group
              isolation: read_committed
              replayWindow: {records: 0, span: PT0S}
              lagEnvelope: {records: 10, span: PT30S}
          consumers: {via: webhook, url: "http://shop/ops", within: PT30S, maxPause: PT2M}
          rollback: {caller: oncall, window: P7D, triggers: []}
          %s
      gates: [{gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT4H}]
      observe: {for: PT30M}
      """;

  private Requests() {}

  static Runbook runbook(String source, String target, String wanted) {
    return parsed(yaml(source, target, wanted));
  }

  private static String yaml(String source, String target, String wanted) {
    String more = wanted.contains("rehearsal:") ? wanted : "rehearsal: {waived: a test}\n" + wanted;
    return RUNBOOK.formatted(source, target, more.indent(4).strip());
  }

  private static Runbook parsed(String yaml) {
    if (!(RunbookParser.parse(yaml) instanceof Parsed.Valid valid)) {
      throw new AssertionError(RunbookParser.parse(yaml) + "\n" + yaml);
    }
    return valid.runbook();
  }

  /** Of a unit with one line more, on clusters that nobody asks. */
  static ScoreRequest of(String more) {
    try (Clusters nobody =
        new Clusters(Map.of("away", Map.of("bootstrap.servers", "127.0.0.1:1")))) {
      return of(runbook("orders", "orders", more), nobody.get("away"), nobody.get("away"));
    }
  }

  /** Of a unit with this trigger; every other has none. */
  static ScoreRequest ofTrigger(String trigger) {
    ScoreRequest asked = of("");
    String yaml =
        yaml("orders", "orders", "").replace("triggers: []", "triggers: [" + trigger + "]");
    return of(parsed(yaml), asked.source(), asked.target());
  }

  /** The same, of an application that keeps its positions itself. */
  static ScoreRequest ofItsOwnPositions(String more) {
    ScoreRequest asked = of(more);
    String yaml = yaml("orders", "orders", more);
    String external =
        yaml.replace(
            "- group: shop-group",
            "- group: shop-group\n        topics: [orders]\n        position: {external: {url: \"http://shop/positions\"}}");
    return of(parsed(external), asked.source(), asked.target());
  }

  static ScoreRequest of(Runbook runbook, Cluster source, Cluster target) {
    var topic = runbook.units().get(0).topics().get(0);
    return new ScoreRequest(
        "wave-1",
        runbook,
        runbook.units().get(0),
        source,
        target,
        List.of(),
        List.of(
            new TopicSides(topic.source(), topic.target(), 1, 1, new TreeMap<>(), new TreeMap<>())),
        List.of(),
        List.of(),
        Set.of("classic"),
        true,
        List.of(),
        null,
        NOW,
        null);
  }

  /** A line of the unit that declares these. */
  static String attestations(String dimension, String... ids) {
    return Arrays.stream(ids)
        .map(
            id ->
                "{id: %s, dimension: %s, claim: it was tried, by: shop-owners, validFor: P7D}"
                    .formatted(id, dimension))
        .collect(Collectors.joining(", ", "attestations: [", "]"));
  }

  /** With a signature under {@code soak}. */
  static ScoreRequest attested(ScoreRequest asked, Dimension dimension, Duration left) {
    var signed = new Attested("soak", dimension, "ada", NOW.minusSeconds(60), NOW.plus(left));
    return copy(
        asked,
        asked.proofs(),
        asked.topics(),
        asked.protocols(),
        asked.mayWrite(),
        List.of(signed),
        asked.rehearsed(),
        asked.before());
  }

  static ScoreRequest with(ScoreRequest asked, Set<String> protocols, TopicSides... topics) {
    return copy(
        asked,
        asked.proofs(),
        List.of(topics),
        protocols,
        asked.mayWrite(),
        asked.attested(),
        asked.rehearsed(),
        asked.before());
  }

  /** Of the unit's group, with these rows. */
  static ScoreRequest proven(ScoreRequest asked, Row... rows) {
    var proof =
        new GroupProof(
            "shop-group", Light.RED, GroupProof.TargetState.ABSENT, List.of(), List.of(rows));
    return copy(
        asked,
        List.of(proof),
        asked.topics(),
        asked.protocols(),
        asked.mayWrite(),
        asked.attested(),
        asked.rehearsed(),
        asked.before());
  }

  /** Where the logs ended so before the proofs were made. */
  static ScoreRequest since(ScoreRequest asked, @Nullable TopicEnds before) {
    return copy(
        asked,
        asked.proofs(),
        asked.topics(),
        asked.protocols(),
        asked.mayWrite(),
        asked.attested(),
        asked.rehearsed(),
        before);
  }

  static ScoreRequest inDryRun(ScoreRequest asked) {
    return copy(
        asked,
        asked.proofs(),
        asked.topics(),
        asked.protocols(),
        false,
        asked.attested(),
        asked.rehearsed(),
        asked.before());
  }

  static ScoreRequest rehearsed(ScoreRequest asked, CompletedRehearsal last) {
    return copy(
        asked,
        asked.proofs(),
        asked.topics(),
        asked.protocols(),
        asked.mayWrite(),
        asked.attested(),
        last,
        asked.before());
  }

  private static ScoreRequest copy(
      ScoreRequest asked,
      List<GroupProof> proofs,
      List<TopicSides> topics,
      Set<String> protocols,
      boolean mayWrite,
      List<Attested> attested,
      @Nullable CompletedRehearsal rehearsed,
      @Nullable TopicEnds before) {
    return new ScoreRequest(
        asked.wave(),
        asked.runbook(),
        asked.unit(),
        asked.source(),
        asked.target(),
        proofs,
        topics,
        asked.apart(),
        asked.denied(),
        protocols,
        mayWrite,
        attested,
        rehearsed,
        asked.now(),
        before);
  }

  /** Ids with their lights, such as {@code RED no-signals}. */
  static List<String> lights(List<Finding> findings) {
    return findings.stream().map(finding -> finding.light() + " " + finding.id()).toList();
  }

  static List<String> lights(Checked checked) {
    return lights(checked.findings());
  }
}
