package io.tidegate.api;

import com.codahale.metrics.health.HealthCheck;

/**
 * Says whether one part that the api needs answers, and what it said when it does not; never a
 * stack trace. The worker says it in the same words.
 */
final class Health extends HealthCheck {

  /** Asks the part; returns when it answers, within seconds, else throws. */
  @FunctionalInterface
  interface Question {
    void ask() throws Exception;
  }

  private final String answers;
  private final String silent;
  private final Question question;

  private Health(String answers, String silent, Question question) {
    this.answers = answers;
    this.silent = silent;
    this.question = question;
  }

  /**
   * @param part what is asked, as a person calls it: with its name and address
   */
  static Health of(String part, Question question) {
    return new Health(part + " answers", part + " does not answer: ", question);
  }

  /**
   * Of what nobody asks, since it is only seen: what the question throws is a whole sentence.
   *
   * @param there said while it is seen
   */
  static Health ofSeen(String there, Question question) {
    return new Health(there, "", question);
  }

  @Override
  protected Result check() {
    try {
      question.ask();
      return Result.healthy(answers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.unhealthy("interrupted before it was known whether " + answers);
    } catch (Exception e) {
      return Result.unhealthy(silent + reason(e));
    }
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    String message = root.getMessage();
    return message == null || message.isBlank()
        ? root.getClass().getSimpleName()
        : message.lines().findFirst().orElse("");
  }
}
