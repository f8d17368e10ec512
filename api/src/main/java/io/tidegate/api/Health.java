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

  private final String part;
  private final Question question;

  private Health(String part, Question question) {
    this.part = part;
    this.question = question;
  }

  /**
   * @param part what is asked, as a person calls it: with its name and address
   */
  static Health of(String part, Question question) {
    return new Health(part, question);
  }

  @Override
  protected Result check() {
    try {
      question.ask();
      return Result.healthy(part + " answers");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Result.unhealthy("interrupted while asking " + part);
    } catch (Exception e) {
      return Result.unhealthy(part + " does not answer: " + reason(e));
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
