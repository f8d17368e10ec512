package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemporalSandboxIT {
  @Test
  void x() {
    assertThat(World.shared().temporal().target()).startsWith("127.0.0.1:");
  }
}
