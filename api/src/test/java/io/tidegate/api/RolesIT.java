package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.api.Api.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The routes of the contract, who may use them, and that the api has these and no others. */
class RolesIT {

  private static final Set<String> ANYBODY_KNOWN =
      Set.of("viewer", "auditor", "release-manager", "on-call", "payments-owners");
  private static final Set<String> AUDITOR = Set.of("auditor");
  private static final Set<String> MANAGER = Set.of("release-manager");
  private static final Set<String> OPERATORS = Set.of("release-manager", "on-call");

  private final Api api = Api.shared();

  record Route(String verb, String path, Set<String> roles) {
    @Override
    public String toString() {
      return verb + " " + path;
    }
  }

  static Stream<Route> routes() {
    return Stream.of(
        new Route("PUT", "/api/v1/runbooks/{name}", MANAGER),
        new Route("GET", "/api/v1/runbooks", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/runbooks/{name}", ANYBODY_KNOWN),
        new Route("POST", "/api/v1/runbook-checks", ANYBODY_KNOWN),
        new Route("PUT", "/api/v1/waves/{wave}", MANAGER),
        new Route("GET", "/api/v1/waves", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/waves/{wave}", ANYBODY_KNOWN),
        new Route("PUT", "/api/v1/waves/{wave}/hold", OPERATORS),
        new Route("DELETE", "/api/v1/waves/{wave}/hold", OPERATORS),
        new Route("GET", "/api/v1/waves/{wave}/gates/{gate}", ANYBODY_KNOWN),
        new Route("PUT", "/api/v1/waves/{wave}/gates/{gate}/decision", ANYBODY_KNOWN),
        new Route("DELETE", "/api/v1/waves/{wave}/gates/{gate}/decision", ANYBODY_KNOWN),
        new Route("PUT", "/api/v1/waves/{wave}/steps/{step}/directive", ANYBODY_KNOWN),
        new Route("PUT", "/api/v1/waves/{wave}/rollback", ANYBODY_KNOWN),
        new Route("PUT", "/api/v1/waves/{wave}/attestations/{id}", ANYBODY_KNOWN),
        new Route("PUT", "/api/v1/waves/{wave}/waivers/{id}", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/waves/{wave}/break-glass", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/waves/{wave}/parity", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/evidence/{digest}", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/waves/{wave}/timeline", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/waves/{wave}/history", AUDITOR),
        new Route("GET", "/api/v1/waves/{wave}/pack", AUDITOR),
        new Route("GET", "/api/v1/audit/entries", AUDITOR),
        new Route("GET", "/api/v1/audit/checkpoint", AUDITOR),
        new Route("GET", "/api/v1/audit/proof", AUDITOR),
        new Route("GET", "/api/v1/events", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/waves/{wave}/events", ANYBODY_KNOWN),
        new Route("GET", "/api/v1/me", ANYBODY_KNOWN));
  }

  @ParameterizedTest
  @MethodSource("routes")
  void eachRouteLetsInItsRolesAndNobodyElse(Route route) {
    assertThat(send(People.NOBODY, route).problem()).isEqualTo("401 unauthenticated");
    assertThat(send(People.NOBODY, route).header("WWW-Authenticate")).isEqualTo("Bearer");
    for (People who :
        List.of(
            People.VIEWER, People.AUDITOR, People.OTHER_MANAGER, People.ON_CALL, People.OWNER)) {
      boolean allowed = route.roles().contains(roleOf(who));
      assertThat(send(who, route).problem().equals("403 forbidden"))
          .as(who + " at " + route)
          .isEqualTo(!allowed);
    }
  }

  @Test
  void theDescriptionHasTheRoutesOfTheContractAndNoOthers() {
    Set<String> described = new TreeSet<>();
    JsonNode paths = api.get(People.NOBODY, "/openapi.json").json().get("paths");
    paths
        .properties()
        .forEach(
            path ->
                path.getValue()
                    .fieldNames()
                    .forEachRemaining(
                        verb ->
                            described.add(verb.toUpperCase(Locale.ROOT) + " " + path.getKey())));

    Set<String> contract = new TreeSet<>(Set.of("GET /", "GET /openapi.json"));
    routes().map(Route::toString).forEach(contract::add);
    assertThat(described).isEqualTo(contract);
  }

  @Test
  void whatIsNotBuiltSaysSoByName() {
    List<String> notBuilt =
        routes()
            .filter(route -> send(People.AUDITOR, route).status() == 501)
            .map(Route::toString)
            .toList();

    assertThat(notBuilt)
        .containsExactly(
            "GET /api/v1/waves/{wave}/history",
            "GET /api/v1/waves/{wave}/pack",
            "GET /api/v1/audit/checkpoint",
            "GET /api/v1/audit/proof",
            "GET /api/v1/events",
            "GET /api/v1/waves/{wave}/events");
    Answer pack = api.get(People.AUDITOR, "/api/v1/waves/w/pack");
    assertThat(pack.problem()).isEqualTo("501 not-built");
    assertThat(api.get(People.AUDITOR, "/api/v1/audit/proof?seq=3").problem())
        .as("with the parameters that it will take")
        .isEqualTo("501 not-built");
    assertThat(pack.detail()).isEqualTo("GET /waves/{wave}/pack: not supported yet");
  }

  @Test
  void everybodyLearnsWhoTheyAre() {
    JsonNode me = api.get(People.OWNER, "/api/v1/me").json();

    assertThat(me.get("subject").asText()).isEqualTo("OWNER");
    assertThat(me.get("issuer").asText()).isEqualTo("static");
    assertThat(me.get("roles").get(0).asText()).isEqualTo("payments-owners");
  }

  private Answer send(People who, Route route) {
    String path =
        route
            .path()
            .replaceAll("\\{digest}", "sha256:" + "0".repeat(64))
            .replaceAll("\\{\\w+}", "nothing");
    boolean yaml = path.contains("/runbook");
    boolean body = route.verb().equals("PUT") || route.verb().equals("POST");
    String type = yaml ? Api.YAML : Api.JSON;
    return api.send(who, route.verb(), path, body ? type : "", body ? "{}" : "");
  }

  private static String roleOf(People who) {
    return switch (who) {
      case VIEWER -> "viewer";
      case AUDITOR -> "auditor";
      case STARTER, OTHER_MANAGER -> "release-manager";
      case ON_CALL -> "on-call";
      default -> "payments-owners";
    };
  }
}
