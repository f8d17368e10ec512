package io.tidegate.parity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** A counter-example is shown without what does not matter. */
final class ShrinkerTest {

  @Test
  void whatDoesNotMatterIsDropped() {
    Pipe pipe = Pipe.random(Pipe.Kind.of("plain", 40), new Random(7));
    int one = pipe.source().idAt(pipe.source().end() / 2);
    int other = pipe.target().idAt(pipe.target().end() / 2);

    Pipe smallest =
        Shrinker.shrunk(
            pipe,
            less ->
                less.source().idsFrom(0).contains(one) && less.target().idsFrom(0).contains(other));

    assertThat(pipe.source().slots()).isGreaterThan(5);
    assertThat(smallest.source().idsFrom(0)).containsExactly(one);
    assertThat(smallest.target().idsFrom(0)).containsExactly(other);
  }
}
