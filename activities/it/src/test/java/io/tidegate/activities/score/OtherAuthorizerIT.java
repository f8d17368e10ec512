package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Acls;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.traffic.TestClusters;
import io.tidegate.runbooks.Dimension;
import io.tidegate.sandbox.KafkaSandbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.metadata.authorizer.StandardAuthorizer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Brokers whose authorizer is not Kafka's: one that lists no entry although it decides, and one
 * that offers no list, as Ranger's does not.
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
