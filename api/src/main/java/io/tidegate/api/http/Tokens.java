package io.tidegate.api.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The static tokens, known by their SHA-256 only.
 *
 * <p>A hash without salt or stretching protects a token that was drawn at random, not one that a
 * person made up.
 */
public final class Tokens {

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

  private final List<Token> tokens;

  public Tokens(List<Token> tokens) {
    this.tokens = List.copyOf(tokens);
  }

  /** Takes the same time whichever token it is, or none. */
  Optional<Caller> callerOf(String presented) {
    byte[] hash = sha256(presented);
    Caller found = null;
    for (Token token : tokens) {
      if (MessageDigest.isEqual(hash, HexFormat.of().parseHex(token.sha256()))) {
        found = token.caller();
      }
    }
    return Optional.ofNullable(found);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /**
   * One of them.
   *
   * @param sha256 64 lowercase hex digits of the token's UTF-8 bytes
   */
  public record Token(String sha256, Caller caller) {
    public Token {
      if (!HASH.matcher(sha256).matches()) {
        throw new IllegalArgumentException(
            "auth.tokens: sha256 of " + caller.subject() + " is not 64 lowercase hex digits");
      }
    }
  }
}
