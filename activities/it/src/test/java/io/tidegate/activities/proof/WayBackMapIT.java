package io.tidegate.activities.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.proof.WayBackMap.Mapped;
import io.tidegate.activities.proof.WayBackMap.Passed;
import io.tidegate.activities.proof.WayBackMap.Seeded;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import io.tidegate.parity.Verdict;
import io.tidegate.parity.WayBack;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Back from the target, after the application has read there. */
class WayBackMapIT {
  private static final int RECORDS = 100;
  private static final int COPIED_FROM = 7;
  private static final int MANY = 100_001;

  private static TwoClusters two;

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  @Test
  void whatWasReadOnTheTargetIsNotReadAgain() {
    TopicPartition partition = shifted("forth-and-back");
    two.commit("returning", partition, 40);
    Row row = TwoClusters.row(two.prove(TwoClusters.hasty(TwoClusters.plain("returning"))), 0);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    long resume = TwoClusters.resume(row);
    new App(two.cloud).commit("returning", Map.of(partition, resume + 25));

    Mapped back = map("returning", new Seeded(row.pair(), 40, resume));

    assertThat(back.targetCommitted()).isEqualTo(resume + 25);
    assertThat(back.wayBack().position()).isEqualTo(65);
    assertThat(back.wayBack().replay()).isZero();
    assertThat(back.wayBack().stranded()).isZero();
    assertThat(
            new App(two.legacy)
                .values(partition, back.wayBack().position(), 1, IsolationLevel.READ_UNCOMMITTED))
        .isEqualTo(
            new App(two.cloud).values(partition, resume + 25, 1, IsolationLevel.READ_UNCOMMITTED));
  }

  /** The seed's place is gone on both sides: what is needed now is only what came since. */
  @Test
  void aSecondMappingStartsWhereTheFirstHasShownThatNothingIsMissing() throws Exception {
    TopicPartition partition = shifted("in-stages");
    new App(two.cloud).commit("pacing", Map.of(partition, 53L));
    Mapped first = map("pacing", new Seeded(pair(partition), 40, 33));
    assertThat(first.passed()).isEqualTo(new Passed(60, 53));
    delete(two.legacy.clientProperties(), partition, 55);
    delete(two.cloud.clientProperties(), partition, 48);

    new App(two.cloud).commit("pacing", Map.of(partition, 73L));
    Mapped second = map("pacing", new Seeded(pair(partition), 40, 33).after(first.passed()));
    assertThat(second.wayBack().position()).as(second.wayBack().reason()).isEqualTo(80);
    assertThat(second.wayBack().isClean()).isTrue();
    assertThat(second.passed()).isEqualTo(new Passed(80, 73));

    new App(two.cloud).commit("pacing", Map.of(partition, 50L));
    Mapped behind = map("pacing", new Seeded(pair(partition), 40, 33).after(second.passed()));
    assertThat(behind.wayBack().position()).as("a group that went back").isEqualTo(57);
  }

  @Test
  void aGroupThatReadNothingOnTheTargetReturnsToItsAnchor() {
    TopicPartition partition = shifted("turned-around");
    new App(two.cloud).commit("hesitant", Map.of(partition, 33L));
    Mapped back = map("hesitant", new Seeded(pair(partition), 40, 33));
    assertThat(back.wayBack().position()).isEqualTo(40);
    assertThat(back.wayBack().replay()).isZero();
  }

  @Test
  void recordsOfTheTargetAloneAreCountedAsStranded() {
    TopicPartition partition = shifted("moved-producers");
    new App(two.cloud).produce(partition, "only-here", 5);
    new App(two.cloud).commit("stranding", Map.of(partition, (long) RECORDS - COPIED_FROM + 2));
    Mapped back = map("stranding", new Seeded(pair(partition), 40, 33));
    assertThat(back.wayBack().stranded()).isEqualTo(5);
    assertThat(back.wayBack().strandedUnread()).isEqualTo(3);
    assertThat(back.wayBack().position()).isEqualTo(RECORDS);
  }

  @Test
  void moreThanAHundredThousandRecordsAfterTheProducersMovedDoNotPullItBack() {
    TopicPartition partition = shifted("long-moved");
    long end = RECORDS - COPIED_FROM;
    new App(two.cloud).produce(partition, "only-here", MANY);
    new App(two.cloud).commit("long-stranding", Map.of(partition, end + MANY - 3));
    WayBack.Freeze freeze = new WayBack.Freeze(RECORDS, end);
    Mapped back = map("long-stranding", new Seeded(pair(partition), 40, 33, freeze, null));
    assertThat(back.wayBack().position()).as(back.wayBack().reason()).isEqualTo(RECORDS);
    assertThat(back.wayBack().exact()).isTrue();
    assertThat(back.wayBack().stranded()).isEqualTo(MANY);
    assertThat(back.wayBack().strandedUnread()).isEqualTo(3);
  }

  @Test
  void withoutAPositionOnTheTargetItIsTheAnchorWithItsBound() {
    TopicPartition partition = shifted("forgotten");
    Mapped back = map("forgetful", new Seeded(pair(partition), 40, 33));
    assertThat(back.targetCommitted()).isNull();
    assertThat(back.wayBack().position()).isEqualTo(40);
    assertThat(back.wayBack().exact()).isFalse();
    assertThat(back.wayBack().replay()).isEqualTo(60);
    assertThat(back.wayBack().reason()).contains("no offset").contains("anchor");
  }

  @Test
  void aTargetThatIsGoneStillLeavesTheAnchor() {
    TopicPartition partition = shifted("marooned");
    try (Clusters clusters =
        new Clusters(
            Map.of(
                "legacy", Map.of("bootstrap.servers", two.legacy.bootstrapServers()),
                "gone", Map.of("bootstrap.servers", "127.0.0.1:1")))) {
      Mapped back =
          new WayBackMap(clusters.get("legacy"), clusters.get("gone"))
              .map(
                  "anyone",
                  Isolation.READ_UNCOMMITTED,
                  List.of(new Seeded(pair(partition), 40, 33)),
                  Progress.NONE)
              .get(0);
      assertThat(back.wayBack().position()).isEqualTo(40);
      assertThat(back.wayBack().replay()).isEqualTo(60);
      assertThat(back.wayBack().reason()).contains("gone").contains("anchor");
    }
  }

  private static void delete(Map<String, Object> client, TopicPartition at, long before)
      throws Exception {
    try (Admin admin = Admin.create(client)) {
      admin.deleteRecords(Map.of(at, RecordsToDelete.beforeOffset(before))).all().get();
    }
  }

  private static Mapped map(String group, Seeded seeded) {
    return new WayBackMap(two.clusters.get("legacy"), two.clusters.get("cloud"))
        .map(group, Isolation.READ_UNCOMMITTED, List.of(seeded), Progress.NONE)
        .get(0);
  }

  private static PartitionPair pair(TopicPartition partition) {
    return new PartitionPair(
        partition.topic(), partition.partition(), partition.topic(), partition.partition());
  }

  /** {@value #RECORDS} records, of which the target has those from {@value #COPIED_FROM} on. */
  private static TopicPartition shifted(String name) {
    TopicPartition partition = two.byHand(name, 1);
    new App(two.legacy).produce(partition, "r", RECORDS);
    List<Long> times = new App(two.legacy).times(partition, RECORDS);
    List<String> copied = new ArrayList<>();
    for (int i = COPIED_FROM; i < RECORDS; i++) {
      copied.add("r" + i);
    }
    new App(two.cloud)
        .copy(partition, copied, value -> times.get(Integer.parseInt(value.substring(1))));
    return partition;
  }
}
