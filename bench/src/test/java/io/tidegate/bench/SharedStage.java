package io.tidegate.bench;

import io.tidegate.sandbox.World;
import java.nio.file.Path;
import java.util.List;

/** The clusters of this JVM's tests. */
final class SharedStage {
  static final Stage STAGE =
      new Stage(
          World.shared().legacy(),
          World.shared().cloud(),
          Path.of("..", "tidegate"),
          parityAlone());

  private SharedStage() {}

  /** The launcher would build; the class that it starts is on the class path already. */
  private static List<String> parityAlone() {
    return ChildJvm.command(
        "io.tidegate.worker.parity.ParityMain",
        ChildJvm.classPath(jar -> true),
        List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"),
        List.of());
  }
}
