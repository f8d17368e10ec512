package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorldIT {

  @Test
  void allPartsRunWhenStartReturnsAndNoneAfterClose() {
    World world = World.start(WorldOptions.defaults());
    List<Integer> ports;
    Duration closing;
    try {
      ports =
          List.of(
              Loopback.port(world.legacy().bootstrapServers()),
              Loopback.port(world.cloud().bootstrapServers()),
              Loopback.port(world.temporal().target()),
              world.postgres().port());
      world.legacy().createTopic("orders", 2, Map.of());
      world.mirrorMaker().awaitRunning(Duration.ofSeconds(60));
      assertThat(ports).allMatch(Loopback::answersOn);
    } finally {
      closing = timed(world::close);
    }

    assertThat(closing).isLessThan(World.CLOSE_DEADLINE);
    assertThat(ports).noneMatch(Loopback::answersOn);
  }

  @Test
  void aPartStartsWhenFirstAskedForAndOnce() {
    try (World world = World.lazy(WorldOptions.defaults())) {
      assertThat(world.temporal()).isSameAs(world.temporal());
    }
  }

  @Test
  void aClosedWorldStartsNothing() {
    World world = World.lazy(WorldOptions.defaults());
    world.close();
    world.close();

    assertThatThrownBy(world::postgres)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("the world is closed");
  }

  @Test
  void aPartThatDoesNotStartIsNamedAndTheOthersAreStopped() {
    WorldOptions wrong = WorldOptions.defaults().withCloudOverrides(Map.of("node.id", "none"));

    assertThatThrownBy(() -> World.start(wrong))
        .isInstanceOf(SandboxException.class)
        .hasMessage("cloud did not start");
  }

  private static Duration timed(Runnable action) {
    long start = System.nanoTime();
    action.run();
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
