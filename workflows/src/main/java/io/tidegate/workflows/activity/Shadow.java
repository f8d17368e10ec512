package io.tidegate.workflows.activity;

import io.tidegate.runbooks.MigrationUnit;
import java.time.Duration;

/** The groups that a rehearsal has of its own on the target. */
public final class Shadow {
  private static final String MARK = ".tidegate-rehearsal-";

  private Shadow() {}

  /** The name of a unit or a group in a rehearsal. */
  public static String of(String name, String wave) {
    return name + MARK + wave;
  }

  /**
   * How long those who are asked to read shadow groups, or to stop it, may take for it together:
   * each group is asked about by itself, one after the other.
   */
  public static Duration asking(MigrationUnit unit) {
    return unit.groups().stream()
        .map(group -> group.ownSwitch().orElse(unit.consumers()).within())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
