package io.tidegate.workflows;

import com.fasterxml.jackson.annotation.JsonCreator;

/**
 * What an installation is for, as both processes read it from their configuration, in lower case.
 */
public enum Profile {
  SANDBOX,
  PRODUCTION;

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException with what is allowed, for any other word
   */
  @JsonCreator
  public static Profile of(String written) {
    return switch (written) {
      case "sandbox" -> SANDBOX;
      case "production" -> PRODUCTION;
      default ->
          throw new IllegalArgumentException(
              "profile is '" + written + "'; allowed: sandbox, production");
    };
  }
}
