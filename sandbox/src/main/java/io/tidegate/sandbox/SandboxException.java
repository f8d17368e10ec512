package io.tidegate.sandbox;

import org.jspecify.annotations.Nullable;

/** A part of the sandbox could not be started, stopped or asked; the message names the part. */
public final class SandboxException extends RuntimeException {

  public SandboxException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
