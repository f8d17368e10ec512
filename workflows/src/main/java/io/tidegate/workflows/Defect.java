package io.tidegate.workflows;

/**
 * Workflow code met what cannot be. An {@code Error} fails the workflow task loudly and is retried
 * by the server until a mended worker takes it, whereas an exception would be lost in a coroutine
 * or would end the wave.
 */
final class Defect extends Error {
  private static final long serialVersionUID = 1L;

  Defect(String what) {
    super(what);
  }

  Defect(String what, Throwable cause) {
    super(what, cause);
  }
}
