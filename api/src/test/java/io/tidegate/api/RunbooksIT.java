package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.api.Api.Answer;
import org.junit.jupiter.api.Test;

class RunbooksIT {

  private final Api api = Api.shared();

  @Test
  void theSameBytesAreOneVersion() {
    String name = Waves.fresh("runbook");
    Answer first = put(name, Yaml.runbook(name, name));
    Answer again = put(name, Yaml.runbook(name, name));

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.header("Location"))
        .endsWith("/api/v1/runbooks/" + name + "?digest=" + first.json().get("digest").asText());
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.json().get("digest")).isEqualTo(first.json().get("digest"));
  }

  @Test
  void everyVersionIsReadAsItWasWritten() {
    String name = Waves.fresh("runbook");
    String one = Yaml.runbook(name, name);
    String two = one + "# second\n";
    String digest = put(name, one).json().get("digest").asText();
    assertThat(put(name, two).status()).isEqualTo(201);

    assertThat(api.get(People.VIEWER, "/api/v1/runbooks/" + name).text()).isEqualTo(two);
    Answer first = api.get(People.VIEWER, "/api/v1/runbooks/" + name + "?digest=" + digest);
    assertThat(first.text()).isEqualTo(one);
    assertThat(first.header("Content-Type")).startsWith(Api.YAML);
  }

  @Test
  void anUnknownKeyIsRefusedWithItsPlaceAndNothingIsStored() {
    String name = Waves.fresh("runbook");
    Answer answer = put(name, Yaml.runbook(name, name).replace("observe:", "obsrve: {}\nobserve:"));

    assertThat(answer.problem()).isEqualTo("422 runbook-findings");
    assertThat(answer.json().get("findings").get(0).get("field").asText()).isEqualTo("obsrve");
    assertThat(answer.json().get("findings").get(0).get("line").asInt()).isPositive();
    assertThat(api.get(People.VIEWER, "/api/v1/runbooks/" + name).problem())
        .isEqualTo("404 not-found");
  }

  @Test
  void theNameInThePathIsTheRunbooksOwn() {
    String name = Waves.fresh("runbook");
    Answer answer = put("another", Yaml.runbook(name, name));

    assertThat(answer.problem()).isEqualTo("422 invalid");
    assertThat(answer.detail()).contains(name).contains("another");
  }

  @Test
  void aCheckListsFindingsAndStoresNothing() {
    String name = Waves.fresh("runbook");
    Answer good =
        api.send(
            People.VIEWER, "POST", "/api/v1/runbook-checks", Api.YAML, Yaml.runbook(name, name));
    Answer bad = api.send(People.VIEWER, "POST", "/api/v1/runbook-checks", Api.YAML, "runbook: v2");

    assertThat(good.json().get("findings")).isEmpty();
    assertThat(bad.status()).isEqualTo(200);
    assertThat(bad.json().get("findings")).isNotEmpty();
    assertThat(bad.json().get("findings").get(0).fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder("line", "column", "field", "problem", "allowed");
    assertThat(api.get(People.VIEWER, "/api/v1/runbooks/" + name).status()).isEqualTo(404);
  }

  @Test
  void anEmptyBodyIsAFindingToo() {
    assertThat(put("empty", "").problem()).isEqualTo("422 runbook-findings");
  }

  @Test
  void versionsAreListedWithWhoPublishedThem() {
    String name = Waves.fresh("runbook");
    put(name, Yaml.runbook(name, name));

    assertThat(api.get(People.VIEWER, "/api/v1/runbooks").json().get("runbooks"))
        .anySatisfy(
            version -> {
              assertThat(version.get("name").asText()).isEqualTo(name);
              assertThat(version.get("by").asText()).isEqualTo(People.STARTER.name());
            });
  }

  private Answer put(String name, String yaml) {
    return api.send(People.STARTER, "PUT", "/api/v1/runbooks/" + name, Api.YAML, yaml);
  }
}
