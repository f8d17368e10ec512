package io.tidegate.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Who asks in the tests. The token of each is their name twice. */
enum People {
  NOBODY(""),
  VIEWER("viewer"),
  AUDITOR("auditor"),
  STARTER("release-manager"),
  OTHER_MANAGER("release-manager"),
  ON_CALL("on-call"),
  OWNER("payments-owners"),
  OTHER_OWNER("payments-owners"),
  CALLER("payments-oncall");

  private final String role;

  People(String role) {
    this.role = role;
  }

  String token() {
    return name() + name();
  }

  /** As an item of {@code auth.tokens}. */
  String yaml() {
    return "    - {sha256: "
        + sha256(token())
        + ", subject: "
        + name()
        + ", roles: ["
        + role
        + "]}\n";
  }

  static String all() {
    StringBuilder tokens = new StringBuilder();
    for (People person : values()) {
      if (person != NOBODY) {
        tokens.append(person.yaml());
      }
    }
    return tokens.toString();
  }

  private static String sha256(String token) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
