package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.TopicFacts;
import io.tidegate.activities.score.ScoreRequest.TopicSides;
import io.tidegate.activities.traffic.App;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.runbooks.Dimension;
import io.tidegate.sandbox.KafkaSandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.apache.kafka.server.authorizer.Action;
import org.apache.kafka.server.authorizer.AuthorizableRequestContext;
import org.apache.kafka.server.authorizer.AuthorizationResult;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Brokers whose authorizer is not Kafka's: one that lists no entry although it decides, and one
 * that offers no list, as Ranger's does not; and one that changes its mind.
 */
class OtherAuthorizerIT {
  /** Decides by rules that stand elsewhere. */
  public static class ListsNothing extends StandardAuthorizer {
    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
      return List.of();
    }
  }

  /** Has no list to give. */
  public static class OffersNoList extends StandardAuthorizer {
    @Override
    public Iterable<AclBinding> acls(AclBindingFilter filter) {
      throw new UnsupportedOperationException("rules are kept elsewhere");
    }
  }

  /** Lets nobody remove a canary's topic once somebody has written to it. */
  public static class KeepsWhatIsWritten extends StandardAuthorizer {
    /** The broker asks one instance, the controller another. */
    private static final Set<String> WRITTEN = ConcurrentHashMap.newKeySet();

    @Override
    public List<AuthorizationResult> authorize(
        AuthorizableRequestContext context, List<Action> actions) {
      List<AuthorizationResult> results = new ArrayList<>(super.authorize(context, actions));
      for (int i = 0; i < actions.size(); i++) {
        ResourcePattern of = actions.get(i).resourcePattern();
        boolean topic = of.resourceType() == ResourceType.TOPIC;
        if (topic && actions.get(i).operation() == AclOperation.WRITE) {
          WRITTEN.add(of.name());
        }
        boolean kept = of.name().startsWith("tidegate-canary-") && WRITTEN.contains(of.name());
        // whoever may remove every topic is not asked by name
        boolean all = of.resourceType() == ResourceType.CLUSTER;
        if (actions.get(i).operation() == AclOperation.DELETE && (all || (topic && kept))) {
          results.set(i, AuthorizationResult.DENIED);
        }
      }
      return results;
    }
  }

  private static KafkaSandbox listsNothing;
  private static KafkaSandbox offersNoList;
  private static Clusters clusters;

  @BeforeAll
  static void start() {
    listsNothing = start("lists-nothing", ListsNothing.class);
    offersNoList = start("offers-no-list", OffersNoList.class);
    clusters = TestClusters.of(listsNothing, offersNoList);
  }

  @AfterAll
  static void stop() {
    clusters.close();
    listsNothing.close();
    offersNoList.close();
  }

  private static KafkaSandbox start(String name, Class<? extends StandardAuthorizer> authorizer) {
    return KafkaSandbox.start(
        name,
        Map.of("authorizer.class.name", authorizer.getName(), "super.users", "User:ANONYMOUS"));
  }

  @Test
  void aPersonHasToSignForIt() {
    ScoreRequest asked =
        Requests.of(
            Requests.runbook("orders", "orders", Requests.attestations("governance", "soak")),
            clusters.get("lists-nothing"),
            clusters.get("offers-no-list"));
    Checked unsigned = only(asked);
    assertThat(Requests.lights(unsigned))
        .containsExactly("RED other-authorizer/source", "RED other-authorizer/target");
    assertThat(unsigned.findings().get(0).reason()).contains(ListsNothing.class.getName());
    assertThat(unsigned.findings().get(1).reason()).contains(OffersNoList.class.getName());
    assertThat(unsigned.evidence() + "").contains("listsAcls=true", "listsAcls=false");

    Checked signed = only(Requests.attested(asked, Dimension.GOVERNANCE, Duration.ofDays(1)));
    assertThat(Requests.lights(signed))
        .containsExactly("YELLOW other-authorizer/source", "YELLOW other-authorizer/target");
    assertThat(signed.findings().get(1).reason()).contains("attested as soak");
  }

  /** The target let it pass, so that is YELLOW, and a person has to remove it. */
  @Test
  void whatTheCanaryMayNotRemoveAfterwardsIsNamed() throws Exception {
    try (KafkaSandbox keeps = start("keeps", KeepsWhatIsWritten.class);
        Clusters both = TestClusters.of(keeps)) {
      keeps.createTopic("orders", 1, Map.of());
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", keeps.bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        App.await(List.of(producer.send(new ProducerRecord<>("orders", App.bytes("value")))));
      }
      ScoreRequest asked =
          Requests.with(
              Requests.of(
                  Requests.runbook("orders", "orders", ""), both.get("keeps"), both.get("keeps")),
              Set.of("classic"),
              new TopicSides(
                  "orders",
                  "orders",
                  1,
                  1,
                  new TreeMap<>(),
                  new TreeMap<>(Map.of("max.message.bytes", "1000000"))));
      Checked checked = new Canary().check(asked);
      String topic = Canary.topic("wave-1", "shop");
      assertThat(Requests.lights(checked)).containsExactly("YELLOW canary-left/" + topic);
      assertThat(checked.findings().get(0).reason())
          .contains("remove topic and groups " + topic + "*", "DELETE");
      assertThat(new TopicFacts(both.get("keeps")).names()).contains(topic);
    }
  }

  /** As the scorecard makes it: what a check throws would be a finding of its own. */
  private static Checked only(ScoreRequest asked) {
    return new Scorer(List.of(new AclParity()), ScorerTest::answers).check(asked, () -> {}).get(0);
  }

  @Test
  void nothingCanBeDeniedWhereNoAclsAreKept() {
    assertThat(new Acls(clusters.get("offers-no-list")).areOffered()).isFalse();
    assertThat(new Acls(clusters.get("lists-nothing")).areOffered()).isTrue();
  }
}
