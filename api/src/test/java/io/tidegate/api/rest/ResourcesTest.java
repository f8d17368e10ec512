package io.tidegate.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.api.http.Public;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ResourcesTest {

  @Test
  void everyResourceMethodSaysWhoMayUseIt() {
    List<Method> methods = Resources.CLASSES.stream().flatMap(ResourcesTest::routes).toList();

    assertThat(methods).hasSizeGreaterThan(25);
    assertThat(methods)
        .allSatisfy(
            method ->
                assertThat(
                        Stream.of(RolesAllowed.class, PermitAll.class, Public.class)
                            .filter(method::isAnnotationPresent))
                    .as(method.toString())
                    .hasSize(1));
  }

  @Test
  void onlyTheFrontIsPublic() {
    assertThat(
            Resources.CLASSES.stream()
                .flatMap(ResourcesTest::routes)
                .filter(m -> m.isAnnotationPresent(Public.class)))
        .allSatisfy(
            method -> assertThat(method.getDeclaringClass()).isEqualTo(FrontResource.class));
  }

  private static Stream<Method> routes(Class<?> resource) {
    return Arrays.stream(resource.getDeclaredMethods())
        .filter(
            method ->
                Arrays.stream(method.getAnnotations())
                    .anyMatch(a -> a.annotationType().isAnnotationPresent(HttpMethod.class)));
  }
}
