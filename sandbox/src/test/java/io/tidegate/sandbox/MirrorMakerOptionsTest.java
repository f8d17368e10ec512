package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MirrorMakerOptionsTest {

  private final MirrorMakerOptions options = MirrorMakerOptions.defaults();

  @Test
  void noTopicsAtAllIsRefused() {
    assertThatThrownBy(() -> options.withTopics(" "))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("topics is blank");
  }

  @Test
  void aNegativeLagIsRefused() {
    assertThatThrownBy(() -> options.withOffsetLagMax(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("offsetLagMax -1: 0 and up is allowed");
  }
}
