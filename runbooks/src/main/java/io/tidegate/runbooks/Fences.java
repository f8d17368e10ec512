package io.tidegate.runbooks;

import java.util.List;

/**
 * Who is kept out by deny ACLs while a unit moves, and of what.
 *
 * @param principals who is fenced, as {@code Type:name}; never a wildcard, since the engine itself
 *     needs access
 * @param deny whether the principals may read neither group nor write topic on the cluster that
 *     they left
 * @param denyAlter whether they may not alter the unit's topics during the freeze
 */
public record Fences(List<String> principals, boolean deny, boolean denyAlter) {

  /** Nobody is fenced. */
  public static final Fences NONE = new Fences(List.of(), false, false);

  public Fences {
    principals = List.copyOf(principals);
    principals.forEach(
        principal ->
            Require.that(
                Names.isPrincipal(principal),
                "principal '" + principal + "' is not " + Names.PRINCIPAL));
    Require.that(
        !principals.isEmpty() || !(deny || denyAlter), "a fence without principals fences nobody");
  }
}
