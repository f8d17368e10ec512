package io.tidegate.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ByDigestTest {
  private final List<String> made = new ArrayList<>();
  private final ByDigest<String> kept = new ByDigest<>(2, this::make);

  private String make(String digest) {
    if (digest.isEmpty()) {
      throw new IllegalStateException("nothing has it");
    }
    made.add(digest);
    return "made of " + digest;
  }

  @Test
  void aValueIsMadeOnce() {
    assertThat(kept.of("a")).isEqualTo("made of a").isSameAs(kept.of("a"));
    assertThat(made).containsExactly("a");
  }

  @Test
  void thoseThatWereAskedForLastAreKept() {
    List.of("a", "b", "a", "c", "a", "b").forEach(kept::of);
    assertThat(made).containsExactly("a", "b", "c", "b");
  }

  @Test
  void whatCouldNotBeMadeIsTriedAgain() {
    assertThatThrownBy(() -> kept.of("")).hasMessage("nothing has it");
    assertThatThrownBy(() -> kept.of("")).hasMessage("nothing has it");
  }
}
