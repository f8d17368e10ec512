package io.tidegate.parity;

import static io.tidegate.parity.Pipe.May.ABORT;
import static io.tidegate.parity.Pipe.May.ADD_STRANGERS;
import static io.tidegate.parity.Pipe.May.BEGIN_LATE;
import static io.tidegate.parity.Pipe.May.CLEAN_SOURCE;
import static io.tidegate.parity.Pipe.May.CLEAN_TARGET;
import static io.tidegate.parity.Pipe.May.EXPIRE_SOURCE;
import static io.tidegate.parity.Pipe.May.EXPIRE_TARGET;
import static io.tidegate.parity.Pipe.May.LEAVE_HOLES;
import static io.tidegate.parity.Pipe.May.LEAVE_OPEN;
import static io.tidegate.parity.Pipe.May.LOSE;
import static io.tidegate.parity.Pipe.May.NOT_RESEND;
import static io.tidegate.parity.Pipe.May.SWAP;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/**
 * What really happened to a random log, told by the log and not by what its kind allows: a
 * generator that made a thing no longer would go unnoticed, and so would all that only it tries.
 *
 * @param expected whether logs of a kind are to have it
 * @param in whether a log does
 */
record Trait(String name, Predicate<Pipe.Kind> expected, Predicate<Pipe> in) {
  static final List<Trait> ALL =
      List.of(
          of("aborts", ABORT, pipe -> !pipe.truth().aborted().isEmpty()),
          of("open transactions", LEAVE_OPEN, pipe -> !pipe.source().open().isEmpty()),
          of("holes", LEAVE_HOLES, pipe -> hasHole(pipe.source()) || hasHole(pipe.target())),
          of("losses", LOSE, Trait::hasLoss),
          of("swaps", SWAP, Trait::hasSwap),
          of("strangers", ADD_STRANGERS, Trait::hasStranger),
          of("late begins", BEGIN_LATE, Trait::beganLate),
          of("cleaned sources", CLEAN_SOURCE, pipe -> !pipe.truth().cleanedHere().isEmpty()),
          of("cleaned targets", CLEAN_TARGET, pipe -> !pipe.truth().cleanedThere().isEmpty()),
          of("expired sources", EXPIRE_SOURCE, pipe -> pipe.source().begin() > 0),
          of("expired targets", EXPIRE_TARGET, pipe -> pipe.target().begin() > 0),
          new Trait("equal records", kind -> kind.symbols() > 0, Pipe::hasTwins),
          new Trait("re-sent stretches", kind -> !kind.has(NOT_RESEND), Trait::isReSent),
          // It has gone back, and is not yet where it was again.
          new Trait("re-sent tails", Pipe.Kind::mayEndInReSent, Trait::hasReSentTail),
          new Trait("lags", kind -> true, pipe -> !pipe.source().idsFrom(pipe.next()).isEmpty()));

  private static Trait of(String name, Pipe.May may, Predicate<Pipe> in) {
    return new Trait(name, kind -> kind.has(may), in);
  }

  private static boolean hasStranger(Pipe pipe) {
    return pipe.truth().strangers().stream().anyMatch(id -> id >= Pipe.STRANGER);
  }

  private static boolean beganLate(Pipe pipe) {
    long first = firstHeld(pipe.source());
    return sent(pipe).noneMatch(at -> at == first);
  }

  private static boolean isReSent(Pipe pipe) {
    return sent(pipe).distinct().count() < pipe.truths().size();
  }

  private static boolean hasReSentTail(Pipe pipe) {
    return pipe.next() <= sent(pipe).max().orElse(-1);
  }

  private static boolean hasHole(MemoryLog log) {
    MemoryLog all = log.at(Isolation.READ_UNCOMMITTED);
    return all.idsFrom(all.begin()).size() < all.end() - all.begin();
  }

  private static long firstHeld(MemoryLog log) {
    MemoryLog all = log.at(Isolation.READ_UNCOMMITTED);
    return LongStream.range(0, all.end()).filter(all::holdsAt).findFirst().orElse(-1);
  }

  /** Source offsets in the order in which they were copied. */
  private static LongStream sent(Pipe pipe) {
    return pipe.truths().stream().mapToLong(Hint::sourceOffset);
  }

  /** Left out, though later ones were copied. */
  private static boolean hasLoss(Pipe pipe) {
    Set<Long> copied = new HashSet<>(sent(pipe).boxed().toList());
    MemoryLog committed = pipe.source().at(Isolation.READ_COMMITTED);
    long highest = Math.min(committed.end() - 1, sent(pipe).max().orElse(-1));
    return LongStream.range(sent(pipe).min().orElse(0), highest)
        .anyMatch(at -> committed.holdsAt(at) && !copied.contains(at));
  }

  /** One came before the one that precedes it on the source. */
  private static boolean hasSwap(Pipe pipe) {
    List<Long> offsets = sent(pipe).boxed().toList();
    return LongStream.range(1, offsets.size())
        .anyMatch(
            n ->
                offsets.get((int) n) == offsets.get((int) n - 1) - 1
                    && offsets.indexOf(offsets.get((int) n)) == n);
  }
}
