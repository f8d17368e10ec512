package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidegate.activities.kafka.BatchSample;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.Groups;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.activities.switches.AllowedUrls;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.OldKafkaSandbox;
import io.tidegate.sandbox.World;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The checks on clusters: the shared ones without an authorizer, and a guarded one. */
class ScoreChecksIT {
  private static final int LARGE = 200_000;

  private static KafkaSandbox legacy;
  private static KafkaSandbox guarded;
  private static Clusters clusters;

  @BeforeAll
  static void start() throws Exception {
    legacy = World.shared().legacy();
    KafkaSandbox cloud = World.shared().cloud();
    guarded =
        KafkaSandbox.start(
            "guarded",
            Map.of(
                "authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                "allow.everyone.if.no.acl.found", "true",
                "auto.create.topics.enable", "true"));
    clusters = TestClusters.of(legacy, cloud, guarded);
    legacy.createTopic("canaried.replica", 2, Map.of());
    for (String compression : List.of("lz4", "zstd")) {
      write("canaried.replica", compression);
    }
  }

  @AfterAll
  static void stop() {
    clusters.close();
    guarded.close();
  }

  /** With a header, a tombstone and a large record. */
  private static void write(String topic, String compression) throws Exception {
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", legacy.bootstrapServers());
    settings.put("compression.type", compression);
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      int partition = compression.equals("lz4") ? 0 : 1;
      List<Future<?>> sent = new ArrayList<>();
      ProducerRecord<byte[], byte[]> first =
          new ProducerRecord<>(topic, partition, App.bytes("key"), App.bytes("x".repeat(2_000)));
      first.headers().add("trace", App.bytes("1"));
      sent.add(producer.send(first));
      sent.add(producer.send(new ProducerRecord<>(topic, partition, App.bytes("key"), null)));
      sent.add(
          producer.send(new ProducerRecord<>(topic, partition, App.bytes("key"), unpackable())));
      App.await(sent);
    }
  }

  private static byte[] unpackable() {
    byte[] random = new byte[LARGE];
    new java.util.Random(LARGE).nextBytes(random);
    return random;
  }

  private static ScoreRequest asked(String target, int maxMessageBytes, String... protocols) {
    ScoreRequest asked =
        Requests.of(
            Requests.runbook("canaried.replica", "canaried.replica", ""),
            clusters.get("legacy"),
            clusters.get(target));
    return Requests.with(asked, Set.of(protocols), sides("canaried.replica", maxMessageBytes));
  }

  private static TopicSides sides(String topic, int maxMessageBytes) {
    return new TopicSides(
        topic,
        topic,
        2,
        2,
        new TreeMap<>(),
        new TreeMap<>(Map.of("max.message.bytes", String.valueOf(maxMessageBytes))));
  }

  @Test
  void aCanaryFliesWithTheUnitsNeedsAndLeavesNothing() {
    Checked checked = new Canary().check(asked("cloud", 1_000_000, "classic", "consumer"));
    assertThat(checked.light()).as(checked + "").isEqualTo(Light.GREEN);
    assertThat(checked.evidence() + "")
        .contains(
            "produce-lz4",
            "produce-zstd",
            "transactions",
            "read-classic",
            "read-consumer",
            "removed",
            "lz4=Largest[bytes=20",
            "zstd=Largest[bytes=20",
            "headers=true",
            "tombstones=true");
    assertNoCanaryIsLeft();
  }

  @Test
  void aCanaryThatAKilledAttemptLeftIsRemoved() {
    World.shared().cloud().createTopic(Canary.topic("wave-1", "shop"), 3, Map.of());
    Checked checked = new Canary().check(asked("cloud", 1_000_000, "classic"));
    assertThat(checked.light()).as(checked + "").isEqualTo(Light.GREEN);
    assertNoCanaryIsLeft();
  }

  /** Given up while a member of its group reads. */
  @Test
  void aCanaryThatIsGivenUpLeavesNothing() throws Exception {
    ScoreRequest asked = asked("cloud", 1_000_000, "classic", "consumer");
    Thread flight = new Thread(() -> new Canary().check(asked), "canary-to-give-up");
    flight.start();
    Await.until(
        Duration.ofSeconds(60),
        "a group of the canary",
        () ->
            new Groups(clusters.get("cloud"))
                .list().keySet().stream().anyMatch(ScoreChecksIT::isCanary));

    flight.interrupt();
    flight.join(Duration.ofSeconds(60).toMillis());

    assertThat(flight.isAlive()).isFalse();
    assertNoCanaryIsLeft();
  }

  @Test
  void aTargetThatTakesNoRecordSoLargeIsRed() {
    Checked checked = new Canary().check(asked("cloud", LARGE / 2, "classic"));
    assertThat(Requests.lights(checked))
        .containsExactly(
            "RED canary-failed/size/canaried.replica", "RED canary-failed/produce-lz4");
    assertThat(checked.findings().get(1).reason()).contains("cloud");
    assertNoCanaryIsLeft();
  }

  /** Each topic has a limit of its own, and records that fit in there. */
  @Test
  void aTopicOfSmallRecordsDoesNotLimitOneOfLargeOnes() throws Exception {
    legacy.createTopic("small.replica", 1, Map.of());
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", legacy.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      App.await(List.of(producer.send(new ProducerRecord<>("small.replica", App.bytes("v")))));
    }
    ScoreRequest both =
        Requests.with(
            asked("cloud", 1_000_000),
            Set.of("classic"),
            sides("canaried.replica", 1_000_000),
            sides("small.replica", 1_000));
    Checked checked = new Canary().check(both);
    assertThat(checked.light()).as(checked + "").isEqualTo(Light.GREEN);
    ScoreRequest changed =
        Requests.with(
            both,
            Set.of("classic"),
            sides("canaried.replica", LARGE / 2),
            sides("small.replica", 1_000_000));
    assertThat(Requests.lights(new Canary().check(changed)))
        .containsExactly("RED canary-failed/size/canaried.replica");
  }

  @Test
  void aUnitWithoutARecordIsSampledEmpty() {
    legacy.createTopic("without-a-record.replica", 1, Map.of());
    ScoreRequest asked =
        Requests.of(
            Requests.runbook("without-a-record.replica", "without-a-record.replica", ""),
            clusters.get("legacy"),
            clusters.get("cloud"));
    assertThat(Requests.lights(new Canary().check(asked)))
        .containsExactly("RED sampled-empty/canary");
  }

  /** A broker may list a topic for a moment after the controller has removed it. */
  private static void assertNoCanaryIsLeft() {
    Await.until(
        Duration.ofSeconds(30),
        "the canary's topic to be gone",
        () ->
            new TopicFacts(clusters.get("cloud"))
                .names().stream().noneMatch(ScoreChecksIT::isCanary));
    assertThat(new Groups(clusters.get("cloud")).list().keySet())
        .noneMatch(ScoreChecksIT::isCanary);
  }

  private static boolean isCanary(String name) {
    return name.startsWith("tidegate-canary-");
  }

  @Test
  void withoutAnAuthorizerAPersonHasToSign() {
    ScoreRequest asked = signing("soak");
    ScoreRequest signed = Requests.attested(asked, Dimension.GOVERNANCE, Duration.ofDays(1));
    for (ScoreRequest open :
        List.of(
            asked("cloud", 1_000_000, "classic"),
            asked,
            Requests.attested(asked, Dimension.GOVERNANCE, Duration.ofDays(-1)),
            Requests.attested(
                signing("soak", "residency"), Dimension.GOVERNANCE, Duration.ofDays(1)))) {
      assertThat(Requests.lights(new AclParity().check(open)))
          .containsExactly("RED no-authorizer/source", "RED no-authorizer/target");
    }
    assertThat(Requests.lights(new AclParity().check(signed)))
        .containsExactly("YELLOW no-authorizer/source", "YELLOW no-authorizer/target");
  }

  private static ScoreRequest signing(String... attestations) {
    return Requests.of(
        Requests.runbook(
            "canaried.replica",
            "canaried.replica",
            Requests.attestations("governance", attestations)),
        clusters.get("legacy"),
        clusters.get("cloud"));
  }

  @Test
  void whatTheUnitsPrincipalCannotOnTheTargetIsRed() throws Exception {
    allow(ResourceType.TOPIC, "parity-a", "User:shop", AclOperation.READ);
    allow(ResourceType.TOPIC, "parity-b", "User:sa-shop", AclOperation.WRITE);
    ScoreRequest asked =
        Requests.of(
            Requests.runbook("parity-a", "parity-b", "principals: [\"User:shop\"]\nfence: deny"),
            clusters.get("guarded"),
            clusters.get("guarded"));
    awaitLights(
        new AclParity(),
        asked,
        "YELLOW acl-gained/User:sa-shop",
        "RED acl-lost/User:shop",
        "YELLOW acl-default-hidden/target");
    allow(ResourceType.TOPIC, "parity-b", "User:sa-shop", AclOperation.READ);
    allow(ResourceType.TOPIC, "parity-a", "User:shop", AclOperation.WRITE);
    awaitLights(new AclParity(), asked, "YELLOW acl-default-hidden/target");
    for (String principal : List.of("User:shop", "User:sa-shop")) {
      allow(ResourceType.GROUP, "shop-group", principal, AclOperation.READ);
    }
    // Of the target that is somebody who has the same name there: User:shop is User:sa-shop on it.
    awaitLights(new AclParity(), asked, "YELLOW acl-gained/User:shop");
  }

  @Test
  void whatIsWrittenApartIsAllowedApart() throws Exception {
    allow(ResourceType.TOPIC, "apart-a", "User:writer", AclOperation.READ);
    allow(ResourceType.TOPIC, "apart-a", "User:writer", AclOperation.WRITE);
    allow(ResourceType.TOPIC, "apart-b", "User:writer", AclOperation.READ);
    allow(ResourceType.TOPIC, "apart-c", "User:other", AclOperation.READ); // else open to everybody
    ScoreRequest asked =
        Requests.of(
            Requests.runbook(
                "apart-a",
                "apart-b, produce: apart-c",
                "principals: [\"User:writer\"]\nfence: deny"),
            clusters.get("guarded"),
            clusters.get("guarded"));
    awaitLostBy(asked, "READ TOPIC apart-a (there apart-c), WRITE TOPIC apart-a (there apart-c)");
    allow(ResourceType.TOPIC, "apart-c", "User:writer", AclOperation.WRITE);
    awaitLostBy(asked, "READ TOPIC apart-a (there apart-c)");
    allow(ResourceType.TOPIC, "apart-c", "User:writer", AclOperation.READ);
    awaitLostBy(asked, "");
  }

  /** What the writer can on the source alone; empty for nothing. */
  private static void awaitLostBy(ScoreRequest asked, String lost) {
    Await.until(
        Duration.ofSeconds(60),
        "the writer to lose " + lost,
        () ->
            new AclParity()
                .check(asked).findings().stream()
                    .filter(found -> found.id().equals("acl-lost/User:writer"))
                    .map(found -> found.reason().contains("on the target: " + lost + ";"))
                    .findFirst()
                    .orElse(lost.isEmpty()));
  }

  /** Brokers hear of ACLs and quotas a little later than who set them. */
  private static void awaitLights(Check check, ScoreRequest asked, String... lights) {
    Await.until(
        Duration.ofSeconds(60),
        check.name() + " to show " + List.of(lights),
        () ->
            Requests.lights(
                    new Scorer(List.of(check), ScorerTest::answers).check(asked, () -> {}).get(0))
                .equals(List.of(lights)));
  }

  @Test
  void aPrincipalThatMayNotLookOrMakeTheCanaryIsDeniedAndNamed() throws Exception {
    allow(ResourceType.CLUSTER, "kafka-cluster", "User:ANONYMOUS", AclOperation.ALL);
    allow(
        ResourceType.TOPIC, Canary.topic("wave-1", "shop"), "User:ANONYMOUS", AclOperation.DELETE);
    AclBinding describe =
        binding(
            ResourceType.CLUSTER, "kafka-cluster", "User:ANONYMOUS", AclOperation.DESCRIBE, false);
    AclBinding create =
        binding(
            ResourceType.TOPIC,
            Canary.topic("wave-1", "shop"),
            "User:ANONYMOUS",
            AclOperation.CREATE,
            false);
    AclBinding creates =
        binding(
            ResourceType.CLUSTER, "kafka-cluster", "User:ANONYMOUS", AclOperation.CREATE, false);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", guarded.bootstrapServers()))) {
      admin.createAcls(List.of(describe, create, creates)).all().get();
      try {
        ScoreRequest fromGuarded =
            Requests.of(
                Requests.runbook("parity-c", "parity-c", ""),
                clusters.get("guarded"),
                clusters.get("guarded"));
        awaitLights(new AclParity(), fromGuarded, "RED denied/acl-parity");
        ScoreRequest toGuarded = asked("guarded", 1_000_000, "classic");
        awaitLights(new Canary(), toGuarded, "RED denied/canary");
        List<Checked> checked =
            new Scorer(List.of(new AclParity(), new Canary()), ScorerTest::answers)
                .check(toGuarded, () -> {});
        assertThat(checked.get(0).findings().get(0).reason())
            .contains("DESCRIBE", "Cluster", "guarded");
        assertThat(checked.get(1).findings().get(0).reason()).contains("CREATE", "guarded");
      } finally {
        admin
            .deleteAcls(List.of(describe.toFilter(), create.toFilter(), creates.toFilter()))
            .all()
            .get();
      }
    }
  }

  @Test
  void whatBrokersOfferIsReadFromThemselves() {
    Checked same = new BrokerOffers().check(asked("cloud", 1_000_000));
    assertThat(same.light()).as(same + "").isEqualTo(Light.GREEN);
    assertThat(same.evidence() + "").contains("Fetch=", "metadata.version=");
  }

  @Test
  void automaticTopicsOfTheTargetAreReported() {
    assertThat(new AutoCreation().check(asked("cloud", 1)).light()).isEqualTo(Light.GREEN);
    assertThat(Requests.lights(new AutoCreation().check(asked("guarded", 1))))
        .containsExactly("YELLOW auto-topic-creation/target");
  }

  @Test
  void aTighterQuotaOfTheTargetIsYellow() throws Exception {
    ClientQuotaEntity user = new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, "sa-shop"));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", guarded.bootstrapServers()))) {
      admin
          .alterClientQuotas(
              List.of(
                  new ClientQuotaAlteration(
                      user, List.of(new ClientQuotaAlteration.Op("consumer_byte_rate", 5e6)))))
          .all()
          .get();
    }
    ScoreRequest asked =
        Requests.of(
            Requests.runbook("q", "q", "principals: [\"User:shop\"]\nfence: deny"),
            clusters.get("legacy"),
            clusters.get("guarded"));
    awaitLights(new QuotaParity(), asked, "YELLOW quota-tighter/User:shop");
  }

  /** Kafka 2.4 has no call that tells quotas. */
  @Test
  void whatAnOldBrokerDoesNotTellIsYellowByName() {
    try (OldKafkaSandbox old = OldKafkaSandbox.start("kafka-2-4", OldKafkaSandbox.Version.V2_4);
        Clusters both =
            new Clusters(
                Map.of(
                    "old", Map.of("bootstrap.servers", old.bootstrapServers()),
                    "new", Map.of("bootstrap.servers", legacy.bootstrapServers())))) {
      ScoreRequest asked =
          Requests.of(Requests.runbook("q", "q", ""), both.get("old"), both.get("new"));
      assertThat(Requests.lights(new QuotaParity().check(asked)))
          .containsExactly("YELLOW not-offered/client-quotas/source");
      assertThat(Requests.lights(new AclParity().check(asked)))
          .containsExactly("RED no-authorizer/source", "RED no-authorizer/target");
      assertThat(Requests.lights(new AutoCreation().check(asked))).isEmpty();
      assertThat(Requests.lights(new BrokerOffers().check(asked))).isEmpty();
    }
  }

  @Test
  void eachTopicIsSaidToBeWrittenInTransactionsByItself() throws Exception {
    legacy.createTopic("in-transactions", 1, Map.of());
    Map<String, Object> settings = new HashMap<>();
    settings.put("bootstrap.servers", legacy.bootstrapServers());
    settings.put("transactional.id", "score-checks");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      App.await(
          List.of(producer.send(new ProducerRecord<>("in-transactions", App.bytes("value")))));
      producer.commitTransaction();
    }

    BatchSample.Seen seen =
        new BatchSample(clusters.get("legacy")).of(List.of("canaried.replica", "in-transactions"));
    assertThat(seen.transactional()).containsExactly("in-transactions");
  }

  @Test
  void aUnitThatNothingWasProvenOfHasNoReplicationToMeasure() {
    assertThat(Requests.lights(new ReplicationHealth().check(asked("cloud", 1))))
        .containsExactly("RED sampled-empty/replication");
  }

  /** None of them may end a step, whatever is wrong with the clusters. */
  @Test
  void ofATargetThatIsNotThereNoCheckSaysAnythingAndNoneIsGreen() {
    try (Clusters away =
        new Clusters(
            Map.of(
                "away",
                Map.of(
                    "bootstrap.servers", "127.0.0.1:1",
                    "default.api.timeout.ms", "1000",
                    "request.timeout.ms", "1000")))) {
      ScoreRequest asked =
          Requests.of(
              Requests.runbook("canaried.replica", "canaried.replica", ""),
              clusters.get("legacy"),
              away.get("away"));
      List<Checked> checked =
          new Scorer(
                  Checks.all(new AllowedUrls(List.of()), InstantSource.system()),
                  ScorerTest::answers)
              .check(asked, () -> {});
      assertThat(checked)
          .filteredOn(one -> Requests.lights(one).toString().contains("failed/"))
          .extracting(Checked::check)
          .contains("canary", "broker-offers", "auto-topic-creation", "client-quotas");
      Scorer scorer = new Scorer(new AllowedUrls(List.of()), InstantSource.system());
      assertThatThrownBy(() -> scorer.check(asked, () -> {}))
          .isInstanceOf(KafkaUnavailable.class)
          .hasMessageContaining("cluster away gave no answer while unit shop was checked");
    }
  }

  private static void allow(
      ResourceType type, String name, String principal, AclOperation operation) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", guarded.bootstrapServers()))) {
      admin.createAcls(List.of(binding(type, name, principal, operation, true))).all().get();
    }
  }

  private static AclBinding binding(
      ResourceType type, String name, String principal, AclOperation operation, boolean allow) {
    return new AclBinding(
        new ResourcePattern(type, name, PatternType.LITERAL),
        new AccessControlEntry(
            principal, "*", operation, allow ? AclPermissionType.ALLOW : AclPermissionType.DENY));
  }
}
