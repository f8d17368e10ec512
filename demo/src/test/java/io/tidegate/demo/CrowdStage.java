package io.tidegate.demo;

import io.tidegate.api.ApiProcess;
import io.tidegate.demo.app.Monitoring;
import io.tidegate.demo.app.OperationsServer;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.LedgerDatabase;
import io.tidegate.sandbox.MainProcess;
import io.tidegate.sandbox.World;
import io.tidegate.sandbox.WorldOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Many units between two real clusters, with a real Temporal server, one worker in a process of its
 * own, and people who approve at once. Parts end in the reverse of the order in which they came.
 */
final class CrowdStage implements AutoCloseable {
  /** Of each topic, before anything is moved; half of them are read by then. */
  private static final int RECORDS = 40;

  private static final Duration COPIED_WITHIN = Duration.ofMinutes(3);
  private static final Duration READ_WITHIN = Duration.ofMinutes(3);

  private final Parts parts = new Parts();
  private final List<Crowd> crowds = new ArrayList<>();
  private final World world;
  private final OperationsServer operations;
  private final TidegateClient releaseManager;
  private final TidegateClient owner;
  private final TidegateClient deputy;

  /**
   * Returns when every group has read its topic on the source, and every topic is on the target.
   *
   * @param workerHeap such as {@code -Xmx512m}
   */
  CrowdStage(Temporal temporal, List<String> units, int groups, String workerHeap)
      throws Exception {
    Path folder = Files.createTempDirectory("tidegate-crowd");
    world = parts.opened(World.lazy(WorldOptions.defaults().withAuthorizer()));
    Map<String, Map<String, Object>> clients =
        Map.of(
            "source",
            world.legacy().clientProperties(),
            "target",
            world.cloud().clientProperties());
    for (String unit : units) {
      world.legacy().createTopic(unit, 1, Map.of());
      crowds.add(parts.opened(new Crowd(unit, groups, clients)));
    }
    write(RECORDS);
    world.mirrorMaker();
    commitBeginnings();
    operations =
        parts.opened(
            new OperationsServer(
                "key-of-the-webhooks", crowds, parts.opened(new Monitoring(clients))));
    LedgerDatabase ledger = world.postgres().createLedgerDatabase("tidegate");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("TEMPORAL_ADDRESS", temporal.target());
    environment.put("TEMPORAL_NAMESPACE", temporal.namespace());
    ApiProcess api = parts.opened(ApiProcess.start(settings(folder, "api", ledger), environment));
    parts.opened(
        MainProcess.start(
            "worker",
            List.of(workerHeap),
            KillableWorker.class,
            List.of(
                settings(folder, "worker", ledger).toString(),
                temporal.target(),
                temporal.namespace(),
                Files.createDirectory(folder.resolve("wires")).toString())));
    releaseManager = new TidegateClient(api.uri().toString(), Cast.RELEASE_MANAGER.token());
    owner = new TidegateClient(api.uri().toString(), Cast.PAYMENTS_OWNER.token());
    deputy = new TidegateClient(api.uri().toString(), Cast.DEPUTY.token());
    awaitCopied();
    crowds.forEach(crowd -> crowd.startConsumers("source"));
    Await.until(
        READ_WITHIN,
        "every group to read its topic on the source",
        () ->
            crowds.stream()
                .allMatch(crowd -> crowd.stand().processed() == (long) RECORDS * groups));
    write(RECORDS);
  }

  private Path settings(Path folder, String process, LedgerDatabase ledger) throws Exception {
    Path own = Files.createDirectory(folder.resolve(process));
    String text =
        Settings.text(
            own, world, ledger, "key-of-the-webhooks", List.of(operations.url() + "/"), 0);
    return Files.writeString(own.resolve("settings.yml"), text);
  }

  private long written;

  /** So many further records to each topic, numbered on. */
  private void write(int records) {
    Map<String, Object> config = new HashMap<>(world.legacy().clientProperties());
    config.put("key.serializer", ByteArraySerializer.class);
    config.put("value.serializer", ByteArraySerializer.class);
    try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(config)) {
      for (int i = 0; i < records; i++, written++) {
        for (Crowd crowd : crowds) {
          var unused =
              producer.send(
                  new ProducerRecord<>(
                      crowd.name(), 0, Crowd.value(written), Crowd.value(written)));
        }
      }
      producer.flush();
    }
  }

  private void commitBeginnings() throws Exception {
    try (Admin admin = Admin.create(world.legacy().clientProperties())) {
      for (Crowd crowd : crowds) {
        Map<TopicPartition, OffsetAndMetadata> begin =
            Map.of(new TopicPartition(crowd.name(), 0), new OffsetAndMetadata(0));
        for (String group : crowd.groups()) {
          admin.alterConsumerGroupOffsets(group, begin).all().get();
        }
      }
    }
  }

  private void awaitCopied() {
    List<String> names = crowds.stream().map(Crowd::name).toList();
    try (Admin admin = Admin.create(world.cloud().clientProperties())) {
      Await.until(
          COPIED_WITHIN,
          "MirrorMaker to make " + names.size() + " topics on the target",
          () -> admin.listTopics().names().get().containsAll(names));
    }
  }

  List<Crowd> crowds() {
    return crowds;
  }

  TidegateClient releaseManager() {
    return releaseManager;
  }

  TidegateClient owner() {
    return owner;
  }

  TidegateClient deputy() {
    return deputy;
  }

  /** As its owners would publish it. */
  String runbook(String name, List<Crowd> units) {
    return """
        runbook: v1
        name: %s
        title: A wave of many units
        source: legacy
        target: cloud
        replication:
          tool: mirrormaker2
          topicNames: identity
          offsetSyncs: {topic: mm2-offset-syncs.cloud.internal, on: source}
        onUnfit: stop-wave
        units:
        %sgates:
          - {gate: go, before: quiesce, approvals: [{role: unit-owner}], expiresIn: PT1H}
          - {gate: retire-source, before: complete, approvals: [{role: unit-owner}], expiresIn: PT1H}
        observe: {for: PT4S}
        """
        .formatted(name, units.stream().map(this::unit).collect(Collectors.joining()));
  }

  private String unit(Crowd crowd) {
    String groups =
        crowd.groups().stream()
            .map(
                group ->
                    """
                          - group: %s
                            replayWindow: {records: 0, span: PT0S}
                            lagEnvelope: {records: 5000, span: PT60S}
                    """
                        .formatted(group))
            .collect(Collectors.joining());
    return """
          - unit: %1$s
            owner: payments-owners
            topics: [{source: %1$s, role: main}]
            groups:
        %2$s    consumers: {via: webhook, url: "%3$s/%1$s/consumers", within: PT3M, maxPause: PT15M}
            signals: %4$s
            rehearsal: {waived: a test}
            rollback: {caller: payments-oncall, authoritative: source, window: PT1H,
                       triggers: [{when: target-lag-above, records: 50000, for: PT5M, then: propose}]}
        """
        .formatted(
            crowd.name(),
            groups,
            operations.url(),
            Watched.signals(operations.url(), crowd.name()));
  }

  @Override
  public void close() {
    parts.close();
  }
}
