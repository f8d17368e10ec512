package io.tidegate.parity;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Makes a log that shows a fault as small as it still shows it: drops one record after another. */
final class Shrinker {
  private static final int MOST_ROUNDS = 100;

  private Shrinker() {}

  static Pipe shrunk(Pipe pipe, Predicate<Pipe> faulty) {
    Pipe smallest = pipe;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Optional<Pipe> smaller = oneLess(smallest, faulty);
      if (smaller.isEmpty()) {
        return smallest;
      }
      smallest = smaller.get();
    }
    return smallest;
  }

  private static Optional<Pipe> oneLess(Pipe pipe, Predicate<Pipe> faulty) {
    Stream<Pipe> lessTarget =
        IntStream.range(0, pipe.target().slots()).mapToObj(pipe::withoutTarget);
    Stream<Pipe> lessSource =
        IntStream.range(0, pipe.source().slots()).mapToObj(pipe::withoutSource);
    return Stream.concat(lessTarget, lessSource).filter(faulty).findFirst();
  }
}
