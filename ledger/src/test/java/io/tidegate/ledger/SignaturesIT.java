package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.ALICE;
import static io.tidegate.ledger.TestLedger.BOB;
import static io.tidegate.ledger.TestLedger.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.ledger.NewSignature.Kind;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignaturesIT {
  private static final TestLedger WORLD = TestLedger.shared();
  private static final Instant LATER = Instant.parse("2126-01-01T00:00:00.000001Z");
  private static final Instant OVER = Instant.parse("2026-01-01T00:00:00Z");

  private final Signatures signatures = WORLD.ledger().signatures();
  private final String wave = WORLD.wave();

  @Test
  void aSignatureStandsWithItsEntryAndSayingItAgainIsOnce() {
    NewSignature said = waiver("w-1", ALICE, "{\"reason\":\"known\"}", LATER);

    Put<Signature> first = signatures.sign(said, entry("waiver-signed", wave));
    Put<Signature> again = signatures.sign(said, entry("waiver-signed", wave));

    assertThat(first).isInstanceOf(Put.Created.class);
    assertThat(first.standing().said()).isEqualTo(said);
    assertThat(first.standing().version()).isEqualTo(1);
    assertThat(again).isEqualTo(new Put.Same<>(first.standing()));
    assertThat(kinds()).containsExactly("wave-created", "waiver-signed");
    assertThat(signatures.waivers(wave, "payments")).containsExactly(first.standing());
    assertThat(signatures.attestations(wave, "payments")).isEmpty();
    assertThat(signatures.waivers(wave, "ledger")).isEmpty();
  }

  @Test
  void otherWordsAnotherPersonAndWhatHasExpiredAreTheNextVersion() {
    sign(waiver("w-1", ALICE, "{}", LATER));
    sign(waiver("w-1", ALICE, "{\"reason\":\"other\"}", LATER));
    sign(waiver("w-1", BOB, "{\"reason\":\"other\"}", OVER));
    Put<Signature> renewed = sign(waiver("w-1", BOB, "{\"reason\":\"other\"}", LATER));

    assertThat(renewed.standing().version()).isEqualTo(4);
    assertThat(signatures.waivers(wave, "payments"))
        .as("the newest of each alone")
        .containsExactly(renewed.standing());
    assertThat(kinds()).filteredOn("waiver-signed"::equals).hasSize(4);
  }

  @Test
  void oneThatHasExpiredIsListedAndStandsNoMore() {
    Signature expired = sign(waiver("w-1", ALICE, "{}", OVER)).standing();

    assertThat(signatures.waivers(wave, "payments")).containsExactly(expired);
    assertThat(expired.stands(Instant.now())).isFalse();
    assertThat(expired.stands(OVER)).isFalse();
    assertThat(expired.stands(OVER.minusNanos(1))).isTrue();
  }

  @Test
  void anIdIsOfAUnit() {
    sign(waiver("w-1", ALICE, "{}", LATER));
    sign(
        new NewSignature(
            wave, Kind.WAIVER, "ledger", "w-1", ALICE, List.of("owners"), "{}", LATER));

    assertThat(signatures.named(wave, Kind.WAIVER, "w-1"))
        .extracting(each -> each.said().unit() + " " + each.version())
        .containsExactly("ledger 1", "payments 1");
    assertThat(signatures.named(wave, Kind.ATTESTATION, "w-1")).isEmpty();
  }

  @Test
  void thoseWhoSignAtOnceEachGetAVersion() throws Exception {
    List<Put<Signature>> puts =
        SideBySide.run(
            4, person -> sign(waiver("w-1", ALICE, "{\"reason\":\"" + person + "\"}", LATER)));

    assertThat(puts)
        .extracting(put -> put.standing().version())
        .containsExactlyInAnyOrder(1, 2, 3, 4);
    assertThat(kinds()).filteredOn("waiver-signed"::equals).hasSize(4);
  }

  private Put<Signature> sign(NewSignature said) {
    return signatures.sign(said, entry("waiver-signed", wave));
  }

  private NewSignature waiver(String id, Subject by, String body, Instant expires) {
    return new NewSignature(
        wave, Kind.WAIVER, "payments", id, by, List.of("payments-owners"), body, expires);
  }

  private List<String> kinds() {
    return WORLD.ledger().entries().list(wave, 0, 100).stream().map(Entry::kind).toList();
  }
}
