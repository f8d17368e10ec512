package io.tidegate.runbooks.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.Light;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.gate.Evidence.Bound;
import io.tidegate.runbooks.gate.Evidence.Finding;
import io.tidegate.runbooks.gate.Evidence.Fingerprint;
import io.tidegate.runbooks.gate.Evidence.GroupAt;
import io.tidegate.runbooks.gate.Evidence.OfUnit;
import io.tidegate.runbooks.gate.Evidence.OfWave;
import io.tidegate.runbooks.gate.Evidence.RowAt;
import io.tidegate.runbooks.gate.Evidence.TopicAt;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateDigestTest {

  private static final RowAt EXACT =
      new RowAt("payments", 0, Verdict.EXACT, List.of(), Light.GREEN);
  private static final RowAt REPLAY =
      new RowAt(
          "payments",
          1,
          Verdict.REPLAY,
          List.of(
              new Bound(Bound.Count.REPLAY_RECORDS, "3"),
              new Bound(Bound.Count.REPLAY_SPAN, "PT2S")),
          Light.GREEN);
  private static final TopicAt PAYMENTS = new TopicAt("payments", "legacy.payments", 2, 2);
  private static final TopicAt RETRY = new TopicAt("retry", "legacy.retry", 1, 1);

  private static UnitGroup declared(long records) {
    return declared(records, new Position.Committed(), null);
  }

  private static UnitGroup declared(long records, Position position, @Nullable Long suffix) {
    return new UnitGroup(
        "charger",
        null,
        position,
        Isolation.READ_COMMITTED,
        Reset.FAIL,
        UnitGroup.Expired.FAIL,
        Reset.FAIL,
        suffix,
        new ReplayWindow(records, Duration.ofSeconds(5)),
        new LagEnvelope(1000L, Duration.ofSeconds(30)),
        null);
  }

  private static OfUnit unit(List<TopicAt> topics, long window, List<RowAt> rows, Light finding) {
    return unit(topics, declared(window), rows, finding);
  }

  private static OfUnit unit(
      List<TopicAt> topics, UnitGroup declared, List<RowAt> rows, Light finding) {
    return new OfUnit(
        "payments",
        "payments-owners",
        "cluster-a",
        "cluster-b",
        topics,
        List.of(new Fingerprint("topic payments", "sha256:f")),
        List.of(new GroupAt(declared, rows)),
        List.of(new Finding("metadata", finding)));
  }

  @Test
  void itsFormDoesNotChangeBetweenVersions() {
    assertThat(
            GateDigest.of(unit(List.of(PAYMENTS, RETRY), 5, List.of(EXACT, REPLAY), Light.YELLOW)))
        .isEqualTo("sha256:80d633f063782462311b8ee9a8c0b30febd64978930ea2be1bb43b561c83aa12");
  }

  @Test
  void theOrderOfListsDoesNotMatter() {
    assertThat(
            GateDigest.of(unit(List.of(PAYMENTS, RETRY), 5, List.of(EXACT, REPLAY), Light.YELLOW)))
        .isEqualTo(
            GateDigest.of(unit(List.of(RETRY, PAYMENTS), 5, List.of(REPLAY, EXACT), Light.YELLOW)));
  }

  @Test
  void anythingThatIsDecidedOnMovesIt() {
    RowAt worse = new RowAt("payments", 0, Verdict.UNCOMMITTED, List.of(), Light.YELLOW);
    RowAt dimmer = new RowAt("payments", 0, Verdict.EXACT, List.of(), Light.YELLOW);
    RowAt more =
        new RowAt(
            "payments",
            1,
            Verdict.REPLAY,
            List.of(new Bound(Bound.Count.REPLAY_RECORDS, "4")),
            Light.GREEN);
    List<TopicAt> topics = List.of(PAYMENTS, RETRY);
    List<String> digests =
        List.of(
            GateDigest.of(unit(topics, 5, List.of(EXACT, REPLAY), Light.YELLOW)),
            GateDigest.of(unit(topics, 5, List.of(EXACT, REPLAY), Light.GREEN)),
            GateDigest.of(unit(topics, 6, List.of(EXACT, REPLAY), Light.YELLOW)),
            GateDigest.of(unit(topics, 5, List.of(worse, REPLAY), Light.YELLOW)),
            GateDigest.of(unit(topics, 5, List.of(dimmer, REPLAY), Light.YELLOW)),
            GateDigest.of(unit(topics, 5, List.of(EXACT, more), Light.YELLOW)),
            GateDigest.of(unit(topics, 5, List.of(EXACT), Light.YELLOW)),
            GateDigest.of(
                unit(
                    List.of(PAYMENTS, new TopicAt("retry", "legacy.retry", 1, 2)),
                    5,
                    List.of(EXACT, REPLAY),
                    Light.YELLOW)));

    assertThat(digests).doesNotHaveDuplicates();
  }

  @Test
  void whereAGroupStandsAndWhereItsProofIsCutAreDecidedOn() {
    List<UnitGroup> groups =
        List.of(
            declared(5),
            declared(5, new Position.Checkpoint(), null),
            declared(5, new Position.Timestamp(Instant.EPOCH), null),
            declared(5, new Position.Timestamp(Instant.EPOCH.plusMillis(1)), null),
            declared(5, new Position.Marker("run", "1"), null),
            declared(5, new Position.Marker("run", "2"), null),
            declared(5, new Position.Committed(), 1L),
            declared(5, new Position.Committed(), 2L));

    assertThat(groups)
        .extracting(
            group -> GateDigest.of(unit(List.of(PAYMENTS), group, List.of(EXACT), Light.GREEN)))
        .doesNotHaveDuplicates();
  }

  @Test
  void aWaveIsItsRunbookItsGateAndItsUnits() {
    UnitAt payments = new UnitAt("payments", Light.GREEN, "sha256:1");
    UnitAt ledger = new UnitAt("ledger", Light.GREEN, "sha256:2");
    String digest =
        GateDigest.of(new OfWave("sha256:r", "go", Step.QUIESCE, List.of(payments, ledger)));

    assertThat(digest)
        .isEqualTo(
            GateDigest.of(new OfWave("sha256:r", "go", Step.QUIESCE, List.of(ledger, payments))));
    assertThat(
            List.of(
                digest,
                GateDigest.of(
                    new OfWave("sha256:s", "go", Step.QUIESCE, List.of(payments, ledger))),
                GateDigest.of(
                    new OfWave("sha256:r", "gone", Step.QUIESCE, List.of(payments, ledger))),
                GateDigest.of(new OfWave("sha256:r", "go", Step.SEED, List.of(payments, ledger))),
                GateDigest.of(new OfWave("sha256:r", "go", Step.QUIESCE, List.of(payments)))))
        .doesNotHaveDuplicates();
  }

  @Test
  void valuesThatRunTogetherAreTold() {
    assertThat(new Canonical("x").add("ab").add("c").digest())
        .isNotEqualTo(new Canonical("x").add("a").add("bc").digest());
    assertThat(new Canonical("x").add("1:a").digest())
        .isNotEqualTo(new Canonical("x").add("1:").add("a").digest());
    assertThat(new Canonical("x").add(null).digest())
        .isNotEqualTo(new Canonical("x").add("-").digest());
    assertThat(new Canonical("x").add(null).digest())
        .isNotEqualTo(new Canonical("x").add("").digest());
  }
}
