package io.tidegate.ledger;

/**
 * Who did it: a person as their issuer names them, or one of our own processes under the issuer
 * {@code tidegate}. Two subjects are the same person only if both parts are equal.
 *
 * @param issuer who vouches for the name; has no blanks, so that {@link #label()} is unambiguous
 * @param name the subject at that issuer
 */
public record Subject(String issuer, String name) {
  public Subject {
    Require.text("issuer", issuer);
    Require.text("name", name);
    if (issuer.chars().anyMatch(Character::isWhitespace)) {
      throw new IllegalArgumentException("issuer '" + issuer + "' has a blank: none is allowed");
    }
  }

  /** One string for an audit entry: the issuer, a blank, the name. */
  public String label() {
    return issuer + " " + name;
  }
}
