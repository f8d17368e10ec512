package io.tidegate.activities.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.score.AccessComparison.Difference;
import io.tidegate.activities.score.AccessComparison.Pair;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;

/** Who can do what on one side alone. */
class AccessComparisonTest {
  private static final Map<String, String> MAP = Map.of("User:shop", "User:sa-shop");
  private static final Pair ORDERS = new Pair(ResourceType.TOPIC, "orders", "legacy.orders");

  @Test
  void aPrefixOnOneSideIsTheSameAsTheWholeNameOnTheOther() {
    List<AclBinding> source = List.of(prefixed("ord", allow("User:shop", AclOperation.READ)));
    List<AclBinding> target =
        List.of(literal("legacy.orders", allow("User:sa-shop", AclOperation.READ)));
    assertThat(told(source, target)).isEmpty();
  }

  @Test
  void whatTheMappedPrincipalCannotIsLost() {
    List<AclBinding> source = List.of(literal("orders", allow("User:shop", AclOperation.ALL)));
    List<AclBinding> target =
        List.of(literal("legacy.orders", allow("User:sa-shop", AclOperation.READ)));
    assertThat(told(source, target)).containsExactly("lost WRITE User:shop User:sa-shop");
  }

  @Test
  void aNameThatAnotherBearsOnTheTargetIsNobodysOnTheSource() {
    List<AclBinding> source = List.of(literal("orders", allow("User:shop", AclOperation.READ)));
    List<AclBinding> target =
        List.of(
            literal("legacy.orders", allow("User:shop", AclOperation.READ)),
            literal("legacy.orders", allow("User:sa-shop", AclOperation.READ)));
    assertThat(told(source, target)).containsExactly("gained READ anybody else User:shop");
  }

  @Test
  void aDenyWinsOverEveryAllowOfWhateverPattern() {
    List<AclBinding> source = List.of(literal("*", allow("User:shop", AclOperation.READ)));
    List<AclBinding> target =
        List.of(
            literal("legacy.orders", allow("User:sa-shop", AclOperation.READ)),
            prefixed("legacy.", deny("User:*", AclOperation.READ)));
    assertThat(told(source, target)).containsExactly("lost READ User:shop User:sa-shop");
  }

  @Test
  void everybodyIsComparedToo() {
    List<AclBinding> source = List.of(literal("orders", allow("User:*", AclOperation.READ)));
    List<AclBinding> target =
        List.of(literal("legacy.orders", allow("User:sa-shop", AclOperation.READ)));
    assertThat(told(source, target)).contains("lost READ anybody else anybody else");
  }

  @Test
  void aHostIsPartOfWhoAsks() {
    AccessControlEntry fromOne =
        new AccessControlEntry("User:shop", "10.0.0.1", AclOperation.READ, AclPermissionType.ALLOW);
    List<AclBinding> source = List.of(literal("orders", fromOne));
    List<AclBinding> target =
        List.of(literal("legacy.orders", allow("User:sa-shop", AclOperation.READ)));
    assertThat(told(source, target)).containsExactly("gained READ User:shop User:sa-shop");
  }

  @Test
  void withoutAnEntryTheClustersDefaultDecides() {
    AccessComparison comparison =
        new AccessComparison(
            new AccessRules(List.of(), true), new AccessRules(List.of(), false), MAP, Set.of());
    assertThat(comparison.of(ORDERS)).extracting(Difference::lost).containsExactly(true, true);
  }

  @Test
  void aPrefixOfTransactionalIdsIsNotTheOneIdThatItIsWrittenLike() {
    AclBinding ids =
        binding(
            ResourceType.TRANSACTIONAL_ID,
            PatternType.PREFIXED,
            "shop-",
            allow("User:shop", AclOperation.WRITE));
    AclBinding one =
        binding(
            ResourceType.TRANSACTIONAL_ID,
            PatternType.LITERAL,
            "shop-",
            allow("User:sa-shop", AclOperation.WRITE));
    AccessComparison comparison = comparison(List.of(ids), List.of(one));
    List<Difference> differences =
        comparison.transactionalIds(principal -> principal.equals("User:shop")).stream()
            .flatMap(pair -> comparison.of(pair).stream())
            .toList();
    assertThat(differences)
        .extracting(difference -> AccessComparison.shown(difference.resource().source()))
        .containsExactly("shop-*");
  }

  /** The usual way to let everybody produce in transactions names no principal of the unit. */
  @Test
  void anEntryOfTransactionalIdsForEverybodyIsOneForTheUnitToo() {
    List<AclBinding> ids = List.of(anyId(allow("User:*", AclOperation.WRITE)));
    List<AclBinding> denied = List.of(ids.get(0), anyId(deny("User:*", AclOperation.WRITE)));

    assertThat(Requests.lights(ofIds(ids, List.of())))
        .containsExactly("RED acl-lost/User:shop", "YELLOW acl-lost/anybody else");
    assertThat(Requests.lights(ofIds(ids, denied)))
        .containsExactly("RED acl-lost/User:shop", "YELLOW acl-lost/anybody else");
    assertThat(Requests.lights(ofIds(List.of(), ids)))
        .containsExactly("YELLOW acl-gained/User:sa-shop", "YELLOW acl-gained/anybody else");
    assertThat(ofIds(ids, ids)).isEmpty();
  }

  private static List<Finding> ofIds(List<AclBinding> source, List<AclBinding> target) {
    Set<String> own = Set.of("User:shop");
    AccessComparison comparison =
        new AccessComparison(
            new AccessRules(source, false), new AccessRules(target, false), MAP, own);
    List<Difference> differences =
        comparison.transactionalIds(own::contains).stream()
            .flatMap(pair -> comparison.of(pair).stream())
            .toList();
    return AclParity.findings(differences, own).list();
  }

  private static AclBinding anyId(AccessControlEntry entry) {
    return binding(ResourceType.TRANSACTIONAL_ID, PatternType.LITERAL, "*", entry);
  }

  @Test
  void transactionalIdsThatTheSourcesDefaultAloneOpensAreSeenToBeClosed() {
    AccessRules open = new AccessRules(List.of(), true);
    AccessRules closed = new AccessRules(List.of(), false);
    AccessRules others =
        new AccessRules(List.of(anyId(allow("User:etl", AclOperation.WRITE))), true);
    Set<String> own = Set.of("User:shop");

    assertThat(new AccessComparison(open, closed, MAP, own).closesTransactionalIds()).isTrue();
    assertThat(new AccessComparison(open, others, MAP, own).closesTransactionalIds()).isTrue();
    assertThat(new AccessComparison(open, open, MAP, own).closesTransactionalIds()).isFalse();
    assertThat(new AccessComparison(closed, closed, MAP, own).closesTransactionalIds()).isFalse();
  }

  /** Without it neither metadata nor a coordinator is found. */
  @Test
  void whoMayReadAndIsDeniedToDescribeCannotRead() {
    AclBinding read = literal("orders", allow("User:shop", AclOperation.READ));
    List<AclBinding> target =
        List.of(
            literal("legacy.orders", allow("User:sa-shop", AclOperation.READ)),
            literal("legacy.orders", deny("User:sa-shop", AclOperation.DESCRIBE)));
    assertThat(told(List.of(read), target)).containsExactly("lost READ User:shop User:sa-shop");
  }

  @Test
  void whatTheUnitsOwnLoseIsRedAndWhatOthersDoYellow() {
    List<AclBinding> source =
        List.of(
            literal("orders", allow("User:shop", AclOperation.READ)),
            literal("orders", allow("User:audit", AclOperation.READ)));
    List<Difference> lost = comparison(source, List.of()).of(ORDERS);
    assertThat(Requests.lights(AclParity.findings(lost, Set.of("User:shop")).list()))
        .containsExactly("YELLOW acl-lost/User:audit", "RED acl-lost/User:shop");
    assertThat(Requests.lights(AclParity.findings(lost, Set.of()).list()))
        .as("of a unit that names nobody")
        .containsExactly("RED acl-lost/User:audit", "RED acl-lost/User:shop");
  }

  /** Everybody may read on the source, and on the target somebody else alone. */
  @Test
  void aPrincipalOfTheUnitThatNoEntryNamesIsAskedAboutToo() {
    AccessRules open = new AccessRules(List.of(), true);
    AccessRules closed =
        new AccessRules(
            List.of(literal("legacy.orders", allow("User:etl", AclOperation.READ))), true);
    Set<String> own = Set.of("User:shop");
    List<Difference> lost = new AccessComparison(open, closed, MAP, own).of(ORDERS);

    assertThat(Requests.lights(AclParity.findings(lost, own).list()))
        .contains("RED acl-lost/User:shop");
  }

  /** Misspelt, or a super user: it can nothing on either side, which is no difference. */
  @Test
  void aPrincipalThatMayDoNothingOnTheSourceIsNamed() {
    List<AclBinding> source = List.of(literal("orders", allow("User:shop", AclOperation.READ)));
    AccessComparison comparison = comparison(source, List.of());
    Checked.Findings findings = new Checked.Findings();
    AclParity.unknown(Set.of("User:shop", "User:shpo"), comparison, List.of(ORDERS), findings);
    assertThat(Requests.lights(findings.list()))
        .containsExactly("YELLOW acl-nothing-on-source/User:shpo");

    AccessComparison open =
        new AccessComparison(
            new AccessRules(List.of(), true), new AccessRules(List.of(), true), MAP, Set.of());
    assertThat(open.mayDoSomethingOnSource("User:shpo", List.of(ORDERS))).isTrue();
  }

  /** Between clusters whose authorizer lets nobody in but super users there is no difference. */
  @Test
  void whereOnlySuperUsersCanDoAnythingNothingWasCompared() {
    assertThat(nobody(comparison(List.of(), List.of())))
        .containsExactly("YELLOW acl-nothing-compared/shop");
    List<AclBinding> onlyDenied = List.of(literal("orders", deny("User:shop", AclOperation.READ)));
    assertThat(nobody(comparison(onlyDenied, List.of())))
        .containsExactly("YELLOW acl-nothing-compared/shop");
    for (String who : List.of("User:shop", "User:*")) {
      List<AclBinding> allowed = List.of(prefixed("ord", allow(who, AclOperation.WRITE)));
      assertThat(nobody(comparison(allowed, List.of()))).as(who).isEmpty();
    }
    AccessRules open = new AccessRules(List.of(), true);
    assertThat(nobody(new AccessComparison(open, open, MAP, Set.of()))).isEmpty();
  }

  private static List<String> nobody(AccessComparison comparison) {
    Checked.Findings findings = new Checked.Findings();
    AclParity.nobody("shop", comparison, List.of(ORDERS), findings);
    return Requests.lights(findings.list());
  }

  private static List<String> told(List<AclBinding> source, List<AclBinding> target) {
    List<String> told = new ArrayList<>();
    for (Difference difference : comparison(source, target).of(ORDERS)) {
      told.add(
          "%s %s %s %s"
              .formatted(
                  difference.lost() ? "lost" : "gained",
                  difference.operation(),
                  difference.onSource(),
                  difference.onTarget()));
    }
    return told;
  }

  private static AccessComparison comparison(List<AclBinding> source, List<AclBinding> target) {
    return new AccessComparison(
        new AccessRules(source, false), new AccessRules(target, false), MAP, Set.of());
  }

  private static AccessControlEntry allow(String principal, AclOperation operation) {
    return new AccessControlEntry(principal, "*", operation, AclPermissionType.ALLOW);
  }

  private static AccessControlEntry deny(String principal, AclOperation operation) {
    return new AccessControlEntry(principal, "*", operation, AclPermissionType.DENY);
  }

  private static AclBinding literal(String topic, AccessControlEntry entry) {
    return binding(ResourceType.TOPIC, PatternType.LITERAL, topic, entry);
  }

  private static AclBinding prefixed(String topic, AccessControlEntry entry) {
    return binding(ResourceType.TOPIC, PatternType.PREFIXED, topic, entry);
  }

  private static AclBinding binding(
      ResourceType type, PatternType pattern, String name, AccessControlEntry entry) {
    return new AclBinding(new ResourcePattern(type, name, pattern), entry);
  }
}
