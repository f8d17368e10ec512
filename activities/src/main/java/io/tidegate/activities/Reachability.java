package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.parity.LogUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Whether a rollback has to do without the target: it is away when it did not answer for {@link
 * #PATIENCE}. Within {@link Unanswered#KNOWN_FOR} of that one question is enough for the next step
 * to know. A target of which only a part is dead, as a coordinator, answers some questions and not
 * others: it is away for those.
 */
final class Reachability {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PING_MAX = Duration.ofSeconds(5);
  private static final Duration AGAIN_EVERY = Duration.ofSeconds(1);

  private final Duration patience;
  private final Duration ping;
  private final Unanswered away;
  private final Unanswered inPart;

  Reachability(Duration patience, InstantSource clock) {
    this.patience = patience;
    this.away = new Unanswered(clock);
    this.inPart = new Unanswered(clock);
    this.ping = patience.compareTo(PING_MAX) < 0 ? patience : PING_MAX;
  }

  boolean isAway(Plan plan, Pulse pulse) {
    String name = plan.target().name();
    Duration wait = away.contains(name) ? Duration.ZERO : patience;
    if (new Poll(AGAIN_EVERY, wait, pulse).until(() -> plan.target().ping(ping).isEmpty())) {
      away.remove(name);
      return false;
    }
    away.add(name);
    return true;
  }

  /**
   * Asks the target something that the way back can do without.
   *
   * @param question asked again while the target does not answer it
   * @return empty when it did not for the whole patience
   */
  <T> Optional<T> ask(Plan plan, Pulse pulse, Supplier<T> question) {
    if (isAway(plan, pulse)) {
      return Optional.empty();
    }
    String name = plan.target().name();
    Duration wait = inPart.contains(name) ? Duration.ZERO : patience;
    try {
      Optional<T> answer =
          new Poll(AGAIN_EVERY, wait, pulse).first(() -> Optional.of(answered(question)));
      inPart.remove(name);
      return answer;
    } catch (KafkaUnavailable unanswered) {
      inPart.add(name);
      return Optional.empty();
    }
  }

  /** A log that cannot be read since its cluster does not answer is a cluster that is away. */
  static <T> T answered(Supplier<T> question) {
    try {
      return question.get();
    } catch (LogUnavailable unread) {
      throw unread.getCause() instanceof KafkaUnavailable away ? away : unread;
    }
  }
}
