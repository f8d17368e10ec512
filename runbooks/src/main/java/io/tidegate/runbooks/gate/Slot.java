package io.tidegate.runbooks.gate;

import io.tidegate.runbooks.Names;
import org.jspecify.annotations.Nullable;

/**
 * One approval that a round needs.
 *
 * @param role the concrete role, an owner's and never {@code unit-owner}; {@link #EXCEPTION} is the
 *     one more that a YELLOW round needs
 * @param by the subject who fills it, null while it is open
 */
public record Slot(String role, @Nullable String by) {

  /**
   * Filled by one more person who is eligible for any other slot of the round and writes the
   * exception.
   */
  public static final String EXCEPTION = Names.EXCEPTION;

  static Slot open(String role) {
    return new Slot(role, null);
  }

  boolean forException() {
    return role.equals(EXCEPTION);
  }
}
