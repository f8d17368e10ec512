package io.tidegate.api.http;

import jakarta.ws.rs.core.SecurityContext;
import java.security.Principal;
import java.util.List;

/**
 * Who asks.
 *
 * @param issuer who vouches for the subject: {@link #STATIC} for the tokens of the configuration
 * @param roles at least one, sorted
 */
public record Caller(String issuer, String subject, List<String> roles) implements Principal {

  /** Issuer of the static tokens. */
  public static final String STATIC = "static";

  public Caller {
    roles = roles.stream().distinct().sorted().toList();
    if (issuer.isBlank() || subject.isBlank() || roles.isEmpty()) {
      throw new IllegalArgumentException(
          "a caller has an issuer, a subject and a role: "
              + issuer
              + ", "
              + subject
              + ", "
              + roles);
    }
  }

  /** The caller of a request that {@link Authentication} let through. */
  public static Caller of(SecurityContext security) {
    if (security.getUserPrincipal() instanceof Caller caller) {
      return caller;
    }
    throw new IllegalStateException(
        "a resource asked for its caller without having been authenticated");
  }

  /** Each role includes viewer. */
  public boolean hasRole(String role) {
    return role.equals(Role.VIEWER) || roles.contains(role);
  }

  @Override
  public String getName() {
    return subject;
  }
}
