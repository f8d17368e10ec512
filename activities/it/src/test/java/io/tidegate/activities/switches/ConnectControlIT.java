package io.tidegate.activities.switches;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.switches.ReplicatorTurn.Action;
import io.tidegate.activities.traffic.App;
import io.tidegate.sandbox.Await;
import io.tidegate.sandbox.ConnectSandbox;
import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.sandbox.World;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A real Connect worker with MirrorMaker's checkpoint connector, which syncs group offsets. */
class ConnectControlIT {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** Several times what the sync waits between two writes. */
  private static final Duration INTERVALS = Duration.ofSeconds(8);

  private static KafkaSandbox legacy;
  private static KafkaSandbox cloud;
  private static ConnectSandbox connect;
  private static Admin admin;

  @BeforeAll
  static void start() {
    legacy = World.shared().legacy();
    cloud = World.shared().cloud();
    World.shared().mirrorMaker();
    connect = ConnectSandbox.start(cloud);
    admin = Admin.create(cloud.clientProperties());
  }

  @AfterAll
  static void stop() {
    admin.close();
    connect.close();
  }

  @Test
  void whileItIsHaltedNoGroupIsSyncedAndResumedItIs() throws Exception {
    synced("halted-group");
    assertThat(ask(Action.PAUSE_GROUP_SYNC)).isInstanceOf(Answer.Done.class);
    removeOnTarget("halted-group");
    assertThat(reappears("halted-group", INTERVALS)).as("the sync is halted").isFalse();

    assertThat(ask(Action.RESUME_GROUP_SYNC)).isInstanceOf(Answer.Done.class);
    assertThat(reappears("halted-group", DEADLINE)).isTrue();
  }

  /** Why a connector is stopped, not paused. */
  @Test
  void aPausedTaskSyncsOn() throws Exception {
    synced("paused-group");
    HttpRequest pause =
        HttpRequest.newBuilder(
                URI.create(connect.url() + "/connectors/paused-group-checkpoint/pause"))
            .PUT(HttpRequest.BodyPublishers.noBody())
            .build();
    var unused = HttpClient.newHttpClient().send(pause, HttpResponse.BodyHandlers.discarding());
    Await.until(
        DEADLINE, "every task PAUSED", () -> status("paused-group").matches(".*PAUSED.*PAUSED.*"));
    removeOnTarget("paused-group");
    assertThat(reappears("paused-group", DEADLINE)).isTrue();
  }

  private static String status(String group) throws Exception {
    HttpRequest get =
        HttpRequest.newBuilder(
                URI.create(connect.url() + "/connectors/" + group + "-checkpoint/status"))
            .build();
    return HttpClient.newHttpClient().send(get, HttpResponse.BodyHandlers.ofString()).body();
  }

  /** A group whose offsets a connector of its own keeps in sync. */
  private static void synced(String group) {
    TopicPartition at = new TopicPartition("topic-of-" + group, 0);
    legacy.createTopic(at.topic(), 1, Map.of());
    new App(legacy).produce(at, "r", 500);
    new App(legacy).commit(group, Map.of(at, 500L));
    connect.startGroupSync(group + "-checkpoint", legacy, cloud, group);
    assertThat(reappears(group, DEADLINE)).isTrue();
  }

  private static boolean reappears(String group, Duration within) {
    try {
      Await.until(
          within,
          "offsets of " + group,
          () ->
              !admin
                  .listConsumerGroupOffsets(group)
                  .partitionsToOffsetAndMetadata()
                  .get()
                  .isEmpty());
      return true;
    } catch (Await.DeadlinePassed never) {
      return false;
    }
  }

  @Test
  void aConnectorThatIsNotThereIsRefusedByName() {
    Answer answer = via("no-such").ask(turn(Action.PAUSE_GROUP_SYNC), NOTHING, DEADLINE, () -> {});
    assertThat(answer).isInstanceOf(Answer.Refused.class).asString().contains("no-such", "404");
  }

  private static final Effect NOTHING = java.util.Optional::empty;

  private static Answer ask(Action action) {
    return via("halted-group-checkpoint").ask(turn(action), NOTHING, DEADLINE, () -> {});
  }

  private static Via via(String connector) {
    return new ViaConnect(
        new Http(), new AllowedUrls(List.of(connect.url())), connect.url(), connector);
  }

  private static ReplicatorTurn turn(Action action) {
    return new ReplicatorTurn("w", action, List.of(), List.of("halted-group"), "7", "k");
  }

  private static void removeOnTarget(String group) throws Exception {
    admin.deleteConsumerGroups(List.of(group)).all().get();
  }
}
