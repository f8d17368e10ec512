package io.tidegate.api;

import com.codahale.metrics.health.HealthCheck;

/**
 * Asks something that must answer. What it says when it does not is one line: no stack trace leaves
 * the admin port.
 */
final class Health extends HealthCheck {

  /** Returns when all is well, else throws; bounded in time. */
  interface Question {
    void ask() throws Exception;
  }

  private final String what;
  private final Question question;

  private Health(String what, Question question) {
    this.what = what;
    this.question = question;
  }

  static Health of(String what, Question question) {
    return new Health(what, question);
  }

  @Override
  protected Result check() {
    try {
      question.ask();
      return Result.healthy();
    } catch (Exception e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      return Result.unhealthy("%s: %s", what, why.lines().findFirst().orElse(""));
    }
  }
}
