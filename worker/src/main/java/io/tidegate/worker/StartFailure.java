package io.tidegate.worker;

/**
 * Why a command of this module ends without having done its work: one line for a person and the
 * exit code of the contract.
 */
public final class StartFailure extends Exception {

  /** Usage, or a file that is not what it should be. */
  public static final int BAD_INPUT = 64;

  /** Something that must answer does not. */
  public static final int UNAVAILABLE = 69;

  private final int exitCode;

  public StartFailure(int exitCode, String line, Throwable cause) {
    super(line, cause);
    this.exitCode = exitCode;
  }

  public StartFailure(int exitCode, String line) {
    super(line);
    this.exitCode = exitCode;
  }

  public int exitCode() {
    return exitCode;
  }
}
