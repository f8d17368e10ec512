package io.tidegate.workflows;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Why a wave does not go on: somebody, or the wave itself, holds it, or its rollback was asked for.
 * Looked at again after each await.
 */
final class Stop {
  private final Consumer<String> onHold;
  private @Nullable String hold;
  private boolean rollingBack;

  /**
   * @param onHold told why, whenever a hold begins
   */
  Stop(Consumer<String> onHold) {
    this.onHold = onHold;
  }

  /** The first reason stands. */
  void hold(String why) {
    if (hold == null) {
      hold = why;
      onHold.accept(why);
    }
  }

  void release() {
    hold = null;
  }

  boolean isHeld() {
    return hold != null;
  }

  /** Why it is held; empty when it is not. */
  String why() {
    return hold == null ? "" : hold;
  }

  /** Why it is held, and how it goes on: a line for whoever is called to it. */
  String told(String wave) {
    return why() + "; go on with DELETE /waves/" + wave + "/hold";
  }

  /** From here on the way back is the rollback's. */
  void rollBack() {
    rollingBack = true;
  }

  boolean isRollingBack() {
    return rollingBack;
  }
}
