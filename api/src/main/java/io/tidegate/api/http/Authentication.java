package io.tidegate.api.http;

import jakarta.annotation.Priority;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.SecurityContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets a request through to its resource method if its bearer token is known and one of its roles
 * is allowed there. A method that says nothing of roles lets nobody through.
 *
 * <p>The token is taken from the {@code Authorization} header only: what stands in an address ends
 * up in logs.
 */
@Priority(Priorities.AUTHENTICATION)
public final class Authentication implements ContainerRequestFilter {

  private static final String SCHEME = "Bearer ";

  private final Tokens tokens;
  @Context private @Nullable ResourceInfo resource;

  public Authentication(Tokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource == null ? null : resource.getResourceMethod();
    if (method != null && method.isAnnotationPresent(Public.class)) {
      return;
    }
    Caller caller =
        bearer(request.getHeaderString(HttpHeaders.AUTHORIZATION))
            .flatMap(tokens::callerOf)
            .orElseThrow(Authentication::unauthenticated);
    if (method == null || !allowed(method, caller)) {
      throw new Refusal(
          ProblemType.FORBIDDEN,
          caller.subject() + " has " + caller.roles() + "; needed: " + needed(method));
    }
    request.setSecurityContext(new Authenticated(caller, request.getSecurityContext().isSecure()));
  }

  private static Optional<String> bearer(@Nullable String header) {
    if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return Optional.of(header.substring(SCHEME.length()).strip());
  }

  private static Refusal unauthenticated() {
    return new Refusal(
        ProblemType.UNAUTHENTICATED,
        "send the header Authorization: Bearer TOKEN with a token that is known here");
  }

  private static boolean allowed(Method method, Caller caller) {
    RolesAllowed roles = method.getAnnotation(RolesAllowed.class);
    return roles == null
        ? method.isAnnotationPresent(PermitAll.class)
        : Arrays.stream(roles.value()).anyMatch(caller::hasRole);
  }

  private static String needed(@Nullable Method method) {
    RolesAllowed roles = method == null ? null : method.getAnnotation(RolesAllowed.class);
    return roles == null ? "nobody may do this" : String.join(" or ", roles.value());
  }

  private record Authenticated(Caller caller, boolean secure) implements SecurityContext {
    @Override
    public Caller getUserPrincipal() {
      return caller;
    }

    @Override
    public boolean isUserInRole(String role) {
      return caller.hasRole(role);
    }

    @Override
    public boolean isSecure() {
      return secure;
    }

    @Override
    public String getAuthenticationScheme() {
      return "Bearer";
    }
  }
}
