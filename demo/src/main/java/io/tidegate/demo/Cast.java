package io.tidegate.demo;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** Who takes part: each with a token of this run and the roles that the demo's runbook names. */
enum Cast {
  RELEASE_MANAGER("release-manager"),
  PAYMENTS_OWNER("payments-owners"),
  SHIPMENTS_OWNER("shipments-owners"),
  /** Somebody beside both owners who may decide for either. */
  DEPUTY("payments-owners", "shipments-owners"),
  ON_CALL("on-call");

  private final String roles;
  private final String token;

  Cast(String... roles) {
    this.roles = String.join(", ", roles);
    byte[] random = new byte[18];
    new SecureRandom().nextBytes(random);
    this.token = HexFormat.of().formatHex(random);
  }

  static List<Cast> owners() {
    return List.of(PAYMENTS_OWNER, SHIPMENTS_OWNER);
  }

  /** The subject, as the ledger names this person. */
  String subject() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** One or more, with commas between. */
  String roles() {
    return roles;
  }

  String token() {
    return token;
  }

  /** What the api's configuration stores instead of the token. */
  String tokenSha256() {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(token.getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
