package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Group;
import io.tidegate.runbooks.Commit;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.UnitGroup;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What stands against moving the group {@code charger} of the unit of {@link Proofs}. */
class MovableTest {
  private static final UnitGroup CHARGER = charger(null);

  @Test
  void aGroupThatCommitsOnTheUnitsTopicsCanMove() {
    assertThat(findings(CHARGER, scan(Group.Kind.CLASSIC, "payments"))).isEmpty();
  }

  @Test
  void aGroupThatIsNotThereCannotMoveUnlessNothingOfItNeedsToBe() {
    ClusterScan nobody = scan(Group.Kind.ABSENT);

    assertThat(findings(CHARGER, nobody)).singleElement().asString().endsWith("does not exist");
    assertThat(findings(charger(null, new Position.External("http://payments/at")), nobody))
        .isEmpty();
  }

  @Test
  void onlyGroupsThatCommitOffsetsCanMove() {
    assertThat(findings(CHARGER, scan(Group.Kind.SHARE, "payments")))
        .singleElement()
        .asString()
        .contains("is of type SHARE", "only consumer groups");
  }

  @Test
  void aTopicThatNobodyMappedIsNamedWithWhatToDo() {
    assertThat(findings(CHARGER, scan(Group.Kind.CLASSIC, "payments", "refunds")))
        .singleElement()
        .asString()
        .contains("reads topic \"refunds\"", "name it under the unit's topics");
  }

  @Test
  void howItCommitsIsHeldAgainstWhatTheRunbookSays() {
    assertThat(findings(charger(Commit.EXTERNAL), scan(Group.Kind.CLASSIC, "payments")))
        .singleElement()
        .asString()
        .contains("has commits", "commit: external");
    assertThat(findings(charger(Commit.AUTO), scan(Group.Kind.CLASSIC)))
        .singleElement()
        .asString()
        .contains("has no commit", "say external, or leave commit out");
  }

  private static List<String> findings(UnitGroup group, ClusterScan scan) {
    return Movable.findings(Proofs.UNIT, group, scan);
  }

  private static UnitGroup charger(@Nullable Commit commit) {
    return charger(commit, new Position.Committed());
  }

  private static UnitGroup charger(@Nullable Commit commit, Position position) {
    UnitGroup one = Proofs.UNIT.groups().get(0);
    return new UnitGroup(
        one.group(),
        one.topics(),
        position,
        one.isolation(),
        one.uncommitted(),
        one.expired(),
        one.outOfRange(),
        one.suffixRecords(),
        one.replayWindow(),
        one.lagEnvelope(),
        one.consumers(),
        commit);
  }

  /** The group on a cluster, with a commit on each of these topics. */
  private static ClusterScan scan(Group.Kind kind, String... committed) {
    SortedMap<String, Group> groups = new TreeMap<>();
    groups.put("charger", new Group("charger", kind, "range", "EMPTY", List.of(), Set.of()));
    Set<String> topics = Set.of(committed);
    return new ClusterScan(
        "legacy",
        Set.of("payments"),
        new TreeMap<>(),
        groups,
        new TreeMap<>(),
        Map.of("charger", topics),
        topics.isEmpty() ? Set.of() : Set.of("charger"),
        new TreeMap<>(),
        new TreeMap<>());
  }
}
