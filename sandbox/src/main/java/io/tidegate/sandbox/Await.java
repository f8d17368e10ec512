package io.tidegate.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Waits for something to become true, at most until a deadline. It polls every {@value #POLL_MS}
 * ms. A question that throws counts as "not yet", so a broker that is still coming up needs no
 * special case; what it threw last is the cause of the failure. A question that blocks holds up the
 * wait: give it a timeout of its own.
 */
public final class Await {

  private static final long POLL_MS = 20;

  private Await() {}

  /** Something that may become true. */
  @FunctionalInterface
  public interface Condition {
    boolean holds() throws Exception;
  }

  /** Something that may come to have an answer. */
  @FunctionalInterface
  public interface Question<T> {
    Optional<T> answer() throws Exception;
  }

  /**
   * Returns as soon as the condition holds.
   *
   * @param description what is waited for, to be read after "waited 5 s for"
   * @throws DeadlinePassed if it does not hold by then
   */
  public static void until(Duration deadline, String description, Condition condition) {
    value(
        deadline,
        description,
        () -> condition.holds() ? Optional.of(Boolean.TRUE) : Optional.empty());
  }

  /**
   * Returns the first answer.
   *
   * @param description what is waited for, to be read after "waited 5 s for"
   * @throws DeadlinePassed if there is none by then
   */
  public static <T> T value(Duration deadline, String description, Question<T> question) {
    long start = System.nanoTime();
    AtomicReference<@Nullable Exception> last = new AtomicReference<>();
    while (true) {
      Optional<T> answer = ask(description, question, last);
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() - start >= deadline.toNanos()) {
        throw new DeadlinePassed(
            "waited " + deadline.toMillis() + " ms for " + description, last.get());
      }
      pause(description);
    }
  }

  private static <T> Optional<T> ask(
      String description, Question<T> question, AtomicReference<@Nullable Exception> last) {
    try {
      Optional<T> answer = question.answer();
      last.set(null);
      return answer;
    } catch (InterruptedException e) {
      throw interrupted(description, e);
    } catch (Exception e) {
      last.set(e);
      return Optional.empty();
    }
  }

  private static void pause(String description) {
    try {
      Thread.sleep(POLL_MS);
    } catch (InterruptedException e) {
      throw interrupted(description, e);
    }
  }

  private static SandboxException interrupted(String description, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new SandboxException("interrupted while waiting for " + description, e);
  }

  /** The deadline passed and it had not happened. */
  public static final class DeadlinePassed extends IllegalStateException {

    DeadlinePassed(String message, @Nullable Exception cause) {
      super(message, cause);
    }
  }
}
