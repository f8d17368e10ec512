package io.tidegate.api.http;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Context;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Refuses a query parameter that the path does not take, or that is given twice: a misspelt filter
 * would answer with everything, as if everything had matched. Pages that anybody may read take any.
 */
@Priority(Priorities.AUTHENTICATION + 1)
public final class KnownQuery implements ContainerRequestFilter {

  @Context private @Nullable ResourceInfo resource;

  @Override
  public void filter(ContainerRequestContext request) {
    Method method = resource == null ? null : resource.getResourceMethod();
    if (method == null
        || method.isAnnotationPresent(Public.class)
        || method.getDeclaringClass().isAnnotationPresent(AnyQuery.class)) {
      return;
    }
    List<String> known = known(method);
    request
        .getUriInfo()
        .getQueryParameters()
        .forEach(
            (name, values) -> {
              if (!known.contains(name)) {
                throw refusal(name, "is not a parameter of this path", known);
              }
              if (values.size() > 1) {
                throw refusal(
                    name, "is given " + values.size() + " times", List.of(name + " once"));
              }
            });
  }

  private static List<String> known(Method method) {
    return Arrays.stream(method.getParameters())
        .map(KnownQuery::name)
        .filter(Objects::nonNull)
        .sorted()
        .toList();
  }

  private static @Nullable String name(Parameter parameter) {
    QueryParam query = parameter.getAnnotation(QueryParam.class);
    return query == null ? null : query.value();
  }

  private static Refusal refusal(String name, String what, List<String> allowed) {
    String rest = allowed.isEmpty() ? "none" : String.join(", ", allowed);
    return new Refusal(
            ProblemType.INVALID, "query parameter '" + name + "' " + what + "; allowed: " + rest)
        .with("field", name);
  }
}
