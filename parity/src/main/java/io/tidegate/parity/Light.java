package io.tidegate.parity;

import java.util.Collection;

/** What a person may conclude at a glance. Ordered from best to worst. */
public enum Light {
  GREEN,
  YELLOW,
  RED;

  /** The worse of the two. */
  public Light worst(Light other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /**
   * The worst of all. Nothing looked at is nothing proven, so no lights at all are {@link #RED}.
   */
  public static Light worst(Collection<Light> lights) {
    return lights.stream().reduce(Light::worst).orElse(RED);
  }
}
