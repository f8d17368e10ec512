package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.api.Api.Answer;
import io.tidegate.api.http.BodyLimit;
import io.tidegate.api.http.SafeHeaders;
import io.tidegate.ledger.NewEntry;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsIT {

  private final Api api = Api.shared();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NOBODY  | GET   | /api/v1/me             |                  |                         | 401 unauthenticated
          STARTER | GET   | /nothing               |                  |                         | 404 not-found
          STARTER | GET   | /api/v1/nothing        |                  |                         | 404 not-found
          STARTER | POST  | /api/v1/waves/w        | application/json | {}                      | 405 method-not-allowed
          STARTER | TRACE | /api/v1/waves          |                  |                         | 405 method-not-allowed
          STARTER | PUT   | /api/v1/waves/w        | text/plain       | {}                      | 415 unsupported-media-type
          STARTER | PUT   | /api/v1/runbooks/r     | application/json | {}                      | 415 unsupported-media-type
          STARTER | PUT   | /api/v1/waves/w        | application/json | {"runbook":             | 400 malformed
          STARTER | PUT   | /api/v1/waves/w        | application/json | {"mode":"LIVE"} and     | 400 malformed
          STARTER | PUT   | /api/v1/waves/w        | application/json | {"digest":"a","digest":"a"} | 400 malformed
          STARTER | PUT   | /api/v1/waves/w        | application/json | []                      | 400 malformed
          STARTER | PUT   | /api/v1/waves/w        | application/json | null                    | 400 malformed
          STARTER | PUT   | /api/v1/waves/w        | application/json |                         | 400 malformed
          STARTER | PUT   | /api/v1/waves/a%20b    | application/json | {"runbook":"r","mode":"LIVE"} | 422 invalid
          VIEWER  | GET   | /api/v1/evidence/x     |                  |                         | 422 invalid
          """)
  void everyErrorIsAProblemWithSafeHeaders(
      People who, String verb, String path, String type, String body, String problem) {
    Answer answer = api.send(who, verb, path, type == null ? "" : type, body == null ? "" : body);

    assertThat(answer.problem()).as(answer.text()).isEqualTo(problem);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.json().get("title").asText()).isNotBlank();
    assertThat(answer.json().get("detail").asText()).isNotBlank();
    assertThat(answer.json().get("status").asInt()).isEqualTo(answer.status());
    safe(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          /waves?stat=HELD              | 'stat' is not a parameter of this path; allowed: after, limit, state
          /waves/w/parity?verdit=SKIP   | 'verdit' is not a parameter of this path; allowed: group, unit, verdict
          /me?x                         | 'x' is not a parameter of this path; allowed: none
          /waves?state=HELD&state=RUNNING | 'state' is given 2 times; allowed: state once
          """)
  void aQueryParameterThatAPathDoesNotTakeIsNamed(String path, String said) {
    Answer answer = api.get(People.VIEWER, "/api/v1" + path);

    assertThat(answer.problem()).isEqualTo("422 invalid");
    assertThat(answer.detail()).isEqualTo("query parameter " + said);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          []                         | one JSON object is expected
          "runbook"                  | one JSON object is expected
          7                          | one JSON object is expected
          {"runbook":                | not the JSON object that is expected
          {"runbook":"r"} {}         | one JSON object is expected
          {"runbook":"r"             | not the JSON object that is expected
          {"windows": {"opens": 1}}  | windows has the wrong type; allowed: a list
          {"windows": [1]}           | windows[0] has the wrong type; allowed: a JSON object
          """)
  void aBodyThatDoesNotFitIsToldWithoutTheNamesOfClasses(String body, String said) {
    Answer answer = api.send(People.STARTER, "PUT", "/api/v1/waves/w", "application/json", body);

    assertThat(answer.detail())
        .contains(said)
        .doesNotContain("io.tidegate")
        .doesNotContain("java.")
        .doesNotContain("REDACTED")
        .doesNotContain("Source");
  }

  @Test
  void goodAnswersHaveSafeHeadersToo() {
    safe(api.get(People.NOBODY, "/"));
    safe(api.get(People.NOBODY, "/openapi.json"));
    safe(api.get(People.VIEWER, "/api/v1/waves"));
    assertThat(api.get(People.NOBODY, "/").text()).contains("Tidegate").doesNotContain("<script");
  }

  @Test
  void malformedJsonIsNamedByItsPlace() {
    Answer answer =
        api.put(People.STARTER, "/api/v1/waves/w", "{\"runbook\":\"r\",\n \"mode\":LIVE}");

    assertThat(answer.json().get("line").asInt()).isEqualTo(2);
    assertThat(answer.detail()).contains("2:");
    assertThat(answer.text()).doesNotContain("fasterxml");
  }

  @Test
  void anUnknownFieldIsNamedWithThoseThatAreKnown() {
    Answer answer = api.put(People.STARTER, "/api/v1/waves/w", "{\"runbok\":\"r\"}");

    assertThat(answer.detail())
        .isEqualTo("runbok is not a known field at 1:15; allowed: digest, mode, runbook, windows");
  }

  @Test
  void whatAPathTakesIsSaidWithA405() {
    assertThat(api.send(People.STARTER, "POST", "/api/v1/waves/w", "", "").header("Allow"))
        .contains("PUT")
        .contains("GET");
  }

  @Test
  void whatCannotBeAnsweredAsAskedIsNotAcceptable() {
    Answer answer =
        api.ask(
            HttpRequest.newBuilder(api.uri().resolve("/api/v1/me"))
                .header("Authorization", "Bearer " + People.VIEWER.token())
                .header("Accept", "image/png")
                .GET());

    assertThat(answer.problem()).isEqualTo("406 not-acceptable");
  }

  @Test
  void aBodyBeyondTheBoundIsRefusedAnnouncedOrNot() {
    String body = "#".repeat(BodyLimit.BYTES_MAX + 1);
    HttpRequest.Builder chunked =
        HttpRequest.newBuilder(api.uri().resolve("/api/v1/runbook-checks"))
            .header("Authorization", "Bearer " + People.VIEWER.token())
            .header("Content-Type", Api.YAML)
            .POST(
                HttpRequest.BodyPublishers.fromPublisher(
                    HttpRequest.BodyPublishers.ofString(body)));

    assertThat(api.send(People.VIEWER, "POST", "/api/v1/runbook-checks", Api.YAML, body).problem())
        .isEqualTo("413 body-too-large");
    assertThat(api.ask(chunked).problem()).isEqualTo("413 body-too-large");
  }

  @Test
  void aTokenInTheAddressIsNoToken() {
    assertThat(api.get(People.NOBODY, "/api/v1/me?access_token=" + People.VIEWER.token()).problem())
        .isEqualTo("401 unauthenticated");
  }

  @Test
  void anotherSchemeOrTokenIsRefused() {
    for (String header : List.of("Basic dXNlcjpwYXNz", "Bearer", "Bearer ", "Bearer wrong")) {
      Answer answer =
          api.ask(
              HttpRequest.newBuilder(api.uri().resolve("/api/v1/me"))
                  .header("Authorization", header)
                  .GET());
      assertThat(answer.problem()).as(header).isEqualTo("401 unauthenticated");
    }
  }

  @Test
  void whatIsNotHttpIsAProblemToo() throws IOException {
    try (Socket socket = new Socket(api.uri().getHost(), api.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              "GET /%zz HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(answer)
          .startsWith("HTTP/1.1 400")
          .contains("application/problem+json")
          .contains("urn:tidegate:problem:bad-request");
      assertThat(answer).contains("X-Content-Type-Options: nosniff").doesNotContain("jetty");
    }
  }

  @Test
  void evidenceIsItsExactBytes() {
    byte[] body = {0, 1, 2, (byte) 0xff};
    String digest = api.ledger().evidence().put(body);

    assertThat(api.get(People.VIEWER, "/api/v1/evidence/" + digest).response().body())
        .isEqualTo(body);
    assertThat(api.get(People.VIEWER, "/api/v1/evidence/sha256:" + "0".repeat(64)).problem())
        .isEqualTo("404 not-found");
  }

  @Test
  void theNewestBreakGlassSheetOfEachUnitIsPlainText() {
    String wave = Waves.start(api);
    String path = "/api/v1/waves/" + wave + "/break-glass";
    assertThat(api.get(People.VIEWER, path).problem()).isEqualTo("404 not-found");
    sheet(wave, "payments", "first");
    sheet(wave, "ledger", "other");
    sheet(wave, "payments", "second");

    Answer answer = api.get(People.VIEWER, path);

    assertThat(answer.text()).isEqualTo("second\nother\n");
    assertThat(answer.header("Content-Type")).isEqualTo("text/plain;charset=utf-8");
  }

  private void sheet(String wave, String unit, String text) {
    String digest = api.ledger().evidence().put(text.getBytes(StandardCharsets.UTF_8));
    String detail = "{\"unit\":\"%s\",\"evidence\":\"%s\"}".formatted(unit, digest);
    assertThat(
            api.ledger()
                .entries()
                .append(new NewEntry("break-glass", wave, "tidegate", detail))
                .seq())
        .isPositive();
  }

  @Test
  void theAuditIsReadInPagesAndWhole() {
    Waves.start(api);
    Answer first = api.get(People.AUDITOR, "/api/v1/audit/entries?limit=1");
    Answer second =
        api.get(
            People.AUDITOR,
            "/api/v1/audit/entries?limit=1&after=" + first.json().get("next").asText());

    assertThat(first.json().at("/entries/0/seq").asLong()).isEqualTo(1);
    assertThat(second.json().at("/entries/0/seq").asLong()).isEqualTo(2);
    assertThat(second.json().at("/entries/0").fieldNames())
        .toIterable()
        .containsExactly("seq", "at", "kind", "wave", "subject", "detail");
    long last = api.ledger().entries().lastSeq();
    assertThat(
            api.get(People.AUDITOR, "/api/v1/audit/entries?after=" + last)
                .json()
                .get("next")
                .isNull())
        .isTrue();
  }

  private static void safe(Answer answer) {
    SafeHeaders.HEADERS.forEach(
        (name, value) -> assertThat(answer.header(name)).as(name).isEqualTo(value));
  }
}
