package io.tidegate.parity;

/**
 * A log could not be read as promised: the environment's fault, not an answer. Callers try again,
 * or turn it into {@link Verdict#UNPROVEN} with this message.
 */
public final class LogUnavailable extends RuntimeException {
  /**
   * Names what could not be read.
   *
   * @param what the thing that could not be had, such as {@code "end of legacy payments-0"}
   * @param why what was wrong with it, in a few plain words
   */
  public LogUnavailable(String what, String why) {
    super(what + ": " + why);
  }

  public LogUnavailable(String what, String why, Throwable cause) {
    super(what + ": " + why, cause);
  }
}
