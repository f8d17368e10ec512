package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.api.Api.Answer;
import io.tidegate.ledger.Entry;
import io.tidegate.ledger.Signature;
import io.tidegate.parity.Light;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.StepView;
import io.tidegate.workflows.view.WaveState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignaturesIT {
  private static final String LATER = "2126-11-23T10:00:00+01:00";

  private final Api api = Api.shared();

  @Test
  void theOwnerWaivesAFindingWithItsCountsOnce() {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(3, "DIVERGED", "\"11\"", "5"));

    Answer first = waive(People.OWNER, wave, "w-1", diverged(wave, 3), digest);
    Answer again = waive(People.OWNER, wave, "w-1", diverged(wave, 3), digest);

    assertThat(first.status()).as(first.text()).isEqualTo(200);
    JsonNode waived = first.json();
    assertThat(waived.path("finding").asText()).isEqualTo(diverged(wave, 3));
    assertThat(waived.path("by").asText()).isEqualTo("OWNER");
    assertThat(waived.path("expires").asText()).isEqualTo("2126-11-23T09:00:00Z");
    assertThat(waived.path("counts").path("foreign").isTextual()).isTrue();
    assertThat(waived.path("counts").path("foreign").asText()).isEqualTo("5");
    assertThat(again.text()).isEqualTo(first.text());
    List<Signature> signed = api.ledger().signatures().waivers(wave, wave);
    assertThat(signed).singleElement().extracting(Signature::version).isEqualTo(1);
    assertThat(signed.get(0).said().roles()).containsExactly("payments-owners");
    assertThat(kinds(wave)).containsExactly("wave-put", "waiver-signed");
    assertThat(api.ledger().entries().latest(wave, "waiver-signed"))
        .get()
        .satisfies(
            entry -> {
              assertThat(entry.subject()).isEqualTo("static OWNER");
              assertThat(entry.detailJson()).contains("\"foreign\":\"5\"", "w-1", digest);
            });
  }

  @Test
  void whatWasSignedStaysTheSameAfterTheEvidenceMovedOnAndIsSignedAnewUnderItsId() {
    String wave = Waves.start(api);
    String seen = Evidences.put(api, wave, Evidences.row(0, "AMBIGUOUS", "\"1\"", "0"));
    String finding = "AMBIGUOUS/" + wave + "-group/t-0";
    Answer first = waive(People.OWNER, wave, "w-1", finding, seen);
    String newer = Evidences.put(api, wave, Evidences.row(0, "AMBIGUOUS", "\"1\"", "0"));

    assertThat(waive(People.OWNER, wave, "w-1", finding, seen).text()).isEqualTo(first.text());
    assertThat(waive(People.OTHER_OWNER, wave, "w-1", finding, newer).status()).isEqualTo(200);
    assertThat(api.ledger().signatures().waivers(wave, wave))
        .singleElement()
        .extracting(Signature::version)
        .isEqualTo(2);
  }

  @Test
  void aFindingThatChangedIsNotWaived() {
    String wave = Waves.start(api);
    assertThat(waive(People.OWNER, wave, "w-1", diverged(wave, 0), Waves.DIGEST).problem())
        .as("nothing was verified")
        .isEqualTo("409 finding-changed");
    String old = Evidences.put(api, wave, Evidences.row(0, "DIVERGED", "\"1\"", "5"));
    String newest = Evidences.put(api, wave, Evidences.row(0, "DIVERGED", "\"1\"", "6"));

    Answer stale = waive(People.OWNER, wave, "w-1", diverged(wave, 0), old);
    Answer gone = waive(People.OWNER, wave, "w-1", diverged(wave, 1), newest);

    assertThat(stale.problem()).isEqualTo("409 finding-changed");
    assertThat(stale.json().path("evidenceDigest").asText()).isEqualTo(newest);
    assertThat(gone.problem()).isEqualTo("409 finding-changed");
    assertThat(gone.detail()).contains("not in the newest evidence");
    assertThat(api.ledger().signatures().waivers(wave, wave)).isEmpty();
    assertThat(kinds(wave)).containsExactly("wave-put");
  }

  @ParameterizedTest
  @CsvSource({
    "SKIP/%s-group/t-0",
    "UNPROVEN/%s-group/t-0",
    "target-active/%s-group",
    "anchor-gone/%s-group/t-0",
    "timed-out/canary"
  })
  void whatCanNeverBeWaivedIsNot(String finding) {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(0, "SKIP", "null", "0"));
    shows(wave, new Scored.Finding(finding.formatted(wave), Light.RED, "so", false));

    Answer answer = waive(People.OWNER, wave, "w-1", finding.formatted(wave), digest);

    assertThat(answer.problem()).isEqualTo("422 never-waivable");
    assertThat(answer.detail()).contains("DIVERGED or AMBIGUOUS");
  }

  @Test
  void aFindingThatTheUnitDoesNotHaveIsNamedWithThoseThatCanBeWaived() {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(0, "DIVERGED", "\"1\"", "5"));
    shows(wave, new Scored.Finding(diverged(wave, 0), Light.RED, "5 foreign", true));

    Answer unknown = waive(People.OWNER, wave, "w-1", "nope", digest);
    Answer otherRow = waive(People.OWNER, wave, "w-1", diverged(wave, 7), digest);

    assertThat(unknown.problem()).isEqualTo("422 invalid");
    assertThat(unknown.detail())
        .contains("finding is 'nope'; allowed: one that unit " + wave + " has")
        .contains(diverged(wave, 0));
    assertThat(otherRow.problem()).isEqualTo("409 finding-changed");
    assertThat(otherRow.detail()).contains(diverged(wave, 7), diverged(wave, 0));
  }

  @Test
  void aRowWithoutAPlaceToResumeAtCanNeverBeWaived() {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(0, "DIVERGED", "null", "5"));

    assertThat(waive(People.OWNER, wave, "w-1", diverged(wave, 0), digest).problem())
        .isEqualTo("422 never-waivable");
  }

  @Test
  void aSkippedCheckIsWaivedAsTheWaveShowsIt() {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(0, "EXACT", "\"1\"", "0"));
    assertThat(waive(People.OWNER, wave, "w-1", "skipped/freeze-acls", digest).problem())
        .isEqualTo("409 finding-changed");
    shows(wave, new Scored.Finding("skipped/freeze-acls", Light.RED, "skipped by mia: so", true));

    JsonNode shown = api.get(People.VIEWER, "/api/v1/waves/" + wave).json();
    assertThat(shown.at("/units/0/scorecard/0").toString())
        .isEqualTo(
            "{\"dimension\":\"governance\",\"light\":\"RED\",\"findings\":["
                + "{\"id\":\"skipped/freeze-acls\",\"light\":\"RED\","
                + "\"reason\":\"skipped by mia: so\",\"waivable\":true}]}");
    Answer waived = waive(People.OWNER, wave, "w-1", "skipped/freeze-acls", digest);
    assertThat(waived.status()).as(waived.text()).isEqualTo(200);
    assertThat(waived.json().path("counts").path("skip").asText()).isEqualTo("0");
  }

  @Test
  void onlyTheUnitsOwnerWaives() {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(0, "DIVERGED", "\"1\"", "5"));

    for (People who : List.of(People.VIEWER, People.STARTER, People.ON_CALL, People.CALLER)) {
      Answer refused = waive(who, wave, "w-1", diverged(wave, 0), digest);
      assertThat(refused.problem()).isEqualTo("403 forbidden");
      assertThat(refused.detail()).contains("payments-owners");
    }
    assertThat(api.ledger().signatures().waivers(wave, wave)).isEmpty();
  }

  @Test
  void anIdStaysWithItsFinding() {
    String wave = Waves.start(api);
    String digest =
        Evidences.put(
            api,
            wave,
            Evidences.row(0, "DIVERGED", "\"1\"", "5")
                + ","
                + Evidences.row(1, "DIVERGED", "\"1\"", "5"));
    waive(People.OWNER, wave, "w-1", diverged(wave, 0), digest);

    assertThat(waive(People.OWNER, wave, "w-1", diverged(wave, 1), digest).problem())
        .isEqualTo("409 signed-otherwise");
    assertThat(waive(People.OWNER, wave, "w-2", diverged(wave, 1), digest).status()).isEqualTo(200);
  }

  @Test
  void whatIsMissingOrWrongIsNamed() {
    String wave = Waves.start(api);
    String digest = Evidences.put(api, wave, Evidences.row(0, "DIVERGED", "\"1\"", "5"));
    String finding = diverged(wave, 0);

    assertThat(waive(People.OWNER, "no-wave", "w-1", finding, digest).problem())
        .isEqualTo("404 not-found");
    assertThat(put(People.OWNER, wave, "w-1", waiver("nobody", finding, digest, LATER)).problem())
        .isEqualTo("404 not-found");
    for (String past : List.of("2020-01-01T00:00:00Z", "tomorrow", "2126-11-23T10:00:00")) {
      Answer refused = put(People.OWNER, wave, "w-1", waiver(wave, finding, digest, past));
      assertThat(refused.problem()).isEqualTo("422 invalid");
      assertThat(refused.json().path("field").asText()).isEqualTo("expires");
    }
    for (String field : List.of("unit", "finding", "evidenceDigest", "reason", "expires")) {
      String without =
          waiver(wave, finding, digest, LATER).replaceFirst("\"" + field + "\":\"[^\"]*\",?", "");
      Answer refused = put(People.OWNER, wave, "w-1", without.replace(",}", "}"));
      assertThat(refused.problem()).as(without).isEqualTo("422 invalid");
      assertThat(refused.json().path("field").asText()).isEqualTo(field);
    }
    assertThat(put(People.OWNER, wave, "w-1", waiver(wave, finding, "sha256:1", LATER)).problem())
        .isEqualTo("422 invalid");
  }

  @Test
  void aClosedWaveTakesNoSignature() {
    String wave = attested();
    String digest = Evidences.put(api, wave, Evidences.row(0, "DIVERGED", "\"1\"", "5"));
    Waves.show(api, wave, WaveState.REFUSED, Waves.openGate());

    assertThat(waive(People.OWNER, wave, "w-1", diverged(wave, 0), digest).problem())
        .isEqualTo("409 wave-closed");
    assertThat(attest(People.OWNER, wave, "client-soak", null).problem())
        .isEqualTo("409 wave-closed");
  }

  @Test
  void whomTheRunbookNamesAttestsForAsLongAsItSays() {
    String wave = attested();
    Instant before = Instant.now();

    Answer first = attest(People.OWNER, wave, "client-soak", "ran for two days");
    Answer again = attest(People.OWNER, wave, "client-soak", "ran for two days");

    assertThat(first.status()).as(first.text()).isEqualTo(200);
    JsonNode signed = first.json();
    assertThat(signed.path("dimension").asText()).isEqualTo("compatibility");
    assertThat(signed.path("claim").asText()).isEqualTo("client 3.6 soak passed on target");
    assertThat(signed.path("note").asText()).isEqualTo("ran for two days");
    assertThat(Instant.parse(signed.path("expires").asText()))
        .isBetween(
            before.plus(Duration.ofDays(7)).minusSeconds(1),
            Instant.now().plus(Duration.ofDays(7)));
    assertThat(again.text()).isEqualTo(first.text());
    assertThat(api.ledger().signatures().attestations(wave, wave)).hasSize(1);
    assertThat(kinds(wave)).containsExactly("wave-put", "attestation-signed");
  }

  @Test
  void whatIsSignedStandsBesideTheLightAtOnce() {
    String wave = attested();
    var unsigned = new Scored.Finding("unsigned/client-soak", Light.YELLOW, "not signed", false);
    Waves.show(
        api,
        wave,
        WaveState.AT_GATE,
        Waves.openGate(),
        StepView.State.DONE,
        List.of(
            new Scored("compatibility", Light.YELLOW, List.of(unsigned)),
            new Scored("rollback", Light.GREEN, List.of())));
    assertThat(attest(People.OWNER, wave, "client-soak", null).status()).isEqualTo(200);

    JsonNode scorecard =
        api.get(People.VIEWER, "/api/v1/waves/" + wave).json().at("/units/0/scorecard");

    Instant expires = api.ledger().signatures().newest(wave).get(0).said().expires();
    assertThat(scorecard.at("/0/light").asText())
        .as("of the last verification")
        .isEqualTo("YELLOW");
    assertThat(scorecard.at("/0/findings/0/id").asText()).isEqualTo("unsigned/client-soak");
    JsonNode signed = scorecard.at("/0/findings/1");
    assertThat(signed.path("id").asText()).isEqualTo("signed/client-soak");
    assertThat(signed.path("light").isTextual()).isFalse();
    assertThat(signed.path("reason").asText())
        .startsWith("attestation client-soak: signed by OWNER at ")
        .contains("valid until " + expires.truncatedTo(ChronoUnit.SECONDS));
    assertThat(scorecard.at("/1/findings")).isEmpty();
  }

  @Test
  void aWaiverStandsBesideTheFindingThatItIsAbout() {
    String wave = Waves.start(api);
    shows(wave, new Scored.Finding("skipped/freeze-acls", Light.RED, "left out", true));
    String digest = Evidences.put(api, wave, Evidences.row(0, "EXACT", "\"1\"", "0"));
    assertThat(waive(People.OWNER, wave, "w-1", "skipped/freeze-acls", digest).status())
        .isEqualTo(200);

    JsonNode shown =
        api.get(People.VIEWER, "/api/v1/waves/" + wave).json().at("/units/0/scorecard/0/findings");

    assertThat(shown.at("/1/id").asText()).isEqualTo("waiver/w-1");
    assertThat(shown.at("/1/reason").asText())
        .startsWith("waiver of skipped/freeze-acls: signed by OWNER at ")
        .contains("valid until 2126-11-23T09:00:00Z");
  }

  @Test
  void nobodyElseAttestsAndNothingElseIsAttested() {
    String wave = attested();

    assertThat(attest(People.STARTER, wave, "client-soak", null).problem())
        .isEqualTo("403 forbidden");
    assertThat(attest(People.OWNER, wave, "other-soak", null).problem()).isEqualTo("404 not-found");
    assertThat(attest(People.OWNER, "no-wave", "client-soak", null).problem())
        .isEqualTo("404 not-found");
    assertThat(attest(People.OWNER, wave, "client-soak", " ").problem()).isEqualTo("422 invalid");
    assertThat(kinds(wave)).containsExactly("wave-put");
  }

  private void shows(String wave, Scored.Finding finding) {
    Waves.show(
        api,
        wave,
        WaveState.HELD,
        Waves.openGate(),
        StepView.State.DONE,
        List.of(new Scored("governance", Light.RED, List.of(finding))));
  }

  private String attested() {
    String wave = Waves.fresh("wave");
    String yaml =
        Yaml.runbook(wave, wave)
            .replace(
                "    rollback:",
                "    attestations: [{id: client-soak, dimension: compatibility, claim: \"client 3.6"
                    + " soak passed on target\", by: payments-owners, validFor: P7D}]\n"
                    + "    rollback:");
    return Waves.start(api, wave, yaml);
  }

  private Answer attest(People who, String wave, String id, @Nullable String note) {
    return api.put(
        who,
        "/api/v1/waves/" + wave + "/attestations/" + id,
        "{\"unit\":\"" + wave + "\"" + (note == null ? "" : ",\"note\":\"" + note + "\"") + "}");
  }

  private Answer waive(People who, String wave, String id, String finding, String digest) {
    return put(who, wave, id, waiver(wave, finding, digest, LATER));
  }

  private Answer put(People who, String wave, String id, String body) {
    return api.put(who, "/api/v1/waves/" + wave + "/waivers/" + id, body);
  }

  private static String waiver(String unit, String finding, String digest, String expires) {
    return """
        {"unit":"%s","finding":"%s","evidenceDigest":"%s","reason":"known strangers","expires":"%s"}"""
        .formatted(unit, finding, digest, expires);
  }

  private static String diverged(String wave, int partition) {
    return "DIVERGED/" + wave + "-group/t-" + partition;
  }

  private List<String> kinds(String wave) {
    return api.ledger().entries().list(wave, 0, 100).stream().map(Entry::kind).toList();
  }
}
