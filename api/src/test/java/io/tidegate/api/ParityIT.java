package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.api.Api.Answer;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParityIT {
  private final Api api = Api.shared();

  @Test
  void theRowsAreThoseOfTheNewestProofAsItWasStored() {
    String wave = Waves.start(api);
    Evidences.put(api, wave, Evidences.row(9, "EXACT", "\"1\"", "0"));
    String digest =
        Evidences.put(
            api,
            wave,
            Evidences.row(0, "EXACT", "\"9007199254740993\"", "0")
                + ","
                + Evidences.row(1, "DIVERGED", "null", "5"));

    JsonNode parity = parity(wave, "").json();

    assertThat(parity.path("wave").asText()).isEqualTo(wave);
    assertThat(parity.path("rows")).hasSize(2);
    assertThat(parity.at("/rows/0").toString())
        .isEqualTo(
            "{\"unit\":\"%s\",\"group\":\"%s-group\",".formatted(wave, wave)
                + Evidences.row(0, "EXACT", "\"9007199254740993\"", "0").substring(1));
    assertThat(parity.at("/units/0/evidence").asText()).isEqualTo(digest);
    assertThat(parity.at("/units/0/checkedAt").asText()).startsWith("2026-11-23T08:00:00");
  }

  @Test
  void aWaveThatWasNotVerifiedHasNoRows() {
    String wave = Waves.start(api);

    assertThat(parity(wave, "").text())
        .isEqualTo("{\"wave\":\"" + wave + "\",\"rows\":[],\"units\":[]}");
    assertThat(parity("no-wave", "").problem()).isEqualTo("404 not-found");
  }

  @Test
  void rowsAreFound() {
    String wave = Waves.start(api);
    Evidences.put(
        api,
        wave,
        Evidences.row(0, "EXACT", "\"1\"", "0") + "," + Evidences.row(1, "DIVERGED", "null", "5"));

    assertThat(parity(wave, "?verdict=DIVERGED").json().path("rows"))
        .singleElement()
        .satisfies(row -> assertThat(row.path("partition").asInt()).isEqualTo(1));
    assertThat(parity(wave, "?verdict=SKIP").json().path("rows")).isEmpty();
    assertThat(
            parity(wave, "?unit=" + wave + "&group=" + wave + "-group&verdict=EXACT")
                .json()
                .path("rows"))
        .hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"unit,payments", "group,charger", "verdict,FINE", "verdict,exact"})
  void aFilterThatMatchesNothingThereIsIsRefused(String filter, String value) {
    String wave = Waves.start(api);

    Answer refused = parity(wave, "?" + filter + "=" + value);

    assertThat(refused.problem()).isEqualTo("422 invalid");
    assertThat(refused.json().path("field").asText()).isEqualTo(filter);
    assertThat(refused.detail()).contains(filter + " is '" + value + "'; allowed: [");
  }

  /** More than one slice of the ledger. */
  @Test
  void tenThousandRowsAreReadWhole() {
    String wave = Waves.start(api);
    Evidences.put(
        api,
        wave,
        IntStream.range(0, 10_000)
            .mapToObj(i -> Evidences.row(i, i % 100 == 0 ? "SKIP" : "EXACT", "null", "0"))
            .collect(Collectors.joining(",")));

    assertThat(parity(wave, "").json().path("rows")).hasSize(10_000);
    assertThat(parity(wave, "?verdict=SKIP").json().path("rows")).hasSize(100);
  }

  @Test
  void theRowsOfAProofInSeveralPiecesAreAllRead() {
    String wave = Waves.start(api);
    List<String> pieces =
        IntStream.range(0, 3)
            .mapToObj(
                piece -> Evidences.putPiece(api, wave, Evidences.row(piece, "SKIP", "null", "0")))
            .toList();
    String digest = Evidences.putFirst(api, wave, pieces);

    JsonNode parity = parity(wave, "?verdict=SKIP").json();

    assertThat(parity.path("rows"))
        .extracting(row -> row.path("group").asText() + row.path("partition").asInt())
        .containsExactly(wave + "-group0", wave + "-group1", wave + "-group2");
    assertThat(parity.at("/units/0/evidence").asText()).isEqualTo(digest);
    assertThat(parity.at("/units/0/checkedAt").asText()).startsWith("2026-11-23T08:00:00");
  }

  @Test
  void evidenceIsServedByteForByteAndKeptByWhoAsked() {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(0, "EXACT", "\"1\"", "0"));
    String path = "/api/v1/evidence/" + digest;

    Answer first = api.get(People.VIEWER, path);

    assertThat(first.response().body())
        .isEqualTo(api.ledger().evidence().get(digest).orElseThrow());
    assertThat(first.header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(first.header("Content-Length"))
        .isEqualTo(String.valueOf(first.response().body().length));
    assertThat(first.header("ETag")).isEqualTo("\"" + digest + "\"");
    assertThat(first.header("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
    Answer again =
        api.ask(
            HttpRequest.newBuilder(api.uri().resolve(path))
                .header("Authorization", "Bearer " + People.VIEWER.token())
                .header("If-None-Match", first.header("ETag")));
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.response().body()).isEmpty();
    assertThat(api.get(People.VIEWER, "/api/v1/evidence/" + Waves.DIGEST).problem())
        .isEqualTo("404 not-found");
    assertThat(api.get(People.VIEWER, "/api/v1/evidence/abc").problem()).isEqualTo("422 invalid");
  }

  private Answer parity(String wave, String query) {
    return api.get(People.VIEWER, "/api/v1/waves/" + wave + "/parity" + query);
  }
}
