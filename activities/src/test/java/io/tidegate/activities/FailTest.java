package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FailTest {
  @Test
  void aFewLinesAreAllTold() {
    assertThat(Fail.listed(List.of("one", "two"))).isEqualTo("one; two");
  }

  @Test
  void ofManyLinesTheFirstAreToldAndTheOthersCounted() {
    List<String> lines = IntStream.range(0, 23).mapToObj(number -> "p-" + number).toList();

    assertThat(Fail.listed(lines)).startsWith("p-0; p-1").endsWith("p-19; and 3 more");
  }
}
