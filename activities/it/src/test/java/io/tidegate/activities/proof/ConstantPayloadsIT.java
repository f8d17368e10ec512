package io.tidegate.activities.proof;

import static io.tidegate.parity.Isolation.READ_UNCOMMITTED;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.proof.HandCopy.Message;
import io.tidegate.activities.traffic.App;
import io.tidegate.parity.Anchor;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import io.tidegate.parity.Terms;
import io.tidegate.parity.Verdict;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Five hundred times the same record on the source, and before its copies three more of the same on
 * the target: to look at them tells nothing.
 *
 * <pre>
 * source |       x x x .. S=200 .. x
 * target | x x x x x x .. 203   .. x
 * </pre>
 */
class ConstantPayloadsIT {
  private static final int RECORDS = 500;
  private static final int OTHERS = 3;
  private static final String SYNCS = "constant-syncs.replica";

  private static TwoClusters two;

  @BeforeAll
  static void connect() {
    two = new TwoClusters();
  }

  @AfterAll
  static void disconnect() {
    two.close();
  }

  @Test
  void withoutAnAnchorItIsAmbiguousAndThePlacesAreListed() {
    Row few = constants("constant-few", 10, 10).provenAt(4);
    assertThat(few.verdict()).as(few.reason()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(few.candidates()).contains(4L + OTHERS);
    assertThat(few.light()).isEqualTo(Light.RED);

    Row many = constants("constant-whole", RECORDS, RECORDS).provenAt(200);
    assertThat(many.verdict()).as(many.reason()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(many.candidates()).isNotEmpty().allMatch(candidate -> candidate <= 203);
    assertThat(many.reason()).contains("equal content");
    assertThat(many.light()).isEqualTo(Light.RED);
  }

  /** As many on either side, so the logs look alike, and the same offset would be wrong. */
  @Test
  void aReplicatorThatLagsMakesTheLogsLookAlike() {
    Row row = constants("constant-lagging", RECORDS, RECORDS - OTHERS).provenAt(200);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void notesOfTheReplicatorDecideWhereNothingIsPending() {
    HandCopy log = constants("constant-noted", RECORDS, RECORDS);
    Row early = log.proven(200, READ_UNCOMMITTED, noted(log));
    assertThat(early.verdict()).as(early.reason()).isEqualTo(Verdict.AMBIGUOUS);

    note(log, RECORDS - 1); // as it does of its last copy whenever it commits
    Row row = log.proven(200, READ_UNCOMMITTED, asked -> TwoClusters.withSyncsIn(asked, SYNCS));
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203L);
    assertThat(row.anchor()).isEqualTo(Anchor.SYNC);
    assertThat(row.light()).isEqualTo(Light.GREEN);
  }

  @Test
  void notesOfTheReplicatorDoNotDecideWhereSomethingIsPending() {
    HandCopy log = constants("constant-noted-lagging", RECORDS, RECORDS - OTHERS);
    UnaryOperator<ProofRequest> noted = noted(log);
    note(log, RECORDS - OTHERS - 1);
    Row row = log.proven(200, READ_UNCOMMITTED, noted);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.AMBIGUOUS);
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void frozenTheEndsAreTheSameRecordAndDecide() {
    HandCopy log = constants("constant-frozen", RECORDS, RECORDS);
    Row row =
        log.proven(
            200, READ_UNCOMMITTED, asked -> asked.withTerms(Terms.strict().withFrozen(true)));
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203L);
    assertThat(row.anchor()).isEqualTo(Anchor.TAIL);
  }

  /** A producer's time of its own makes each a record of its own. */
  @Test
  void timesOfTheirOwnTellThemApart() {
    HandCopy log = new HandCopy(two, "constant-timed");
    log.write(
        HandCopy.each(log.numbered(0, RECORDS), one -> new Message("k", "x", one.timestampMs())));
    log.writeToTarget(Collections.nCopies(OTHERS, new Message("k", "x", 0)));
    log.copy();
    Row row = log.provenAt(200);
    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXACT);
    assertThat(row.resume()).isEqualTo(203L);
  }

  private static HandCopy constants(String name, int written, int copied) {
    HandCopy log = new HandCopy(two, name);
    Message same = new Message("k", "x", System.currentTimeMillis());
    log.write(Collections.nCopies(written, same));
    log.writeToTarget(Collections.nCopies(OTHERS, same));
    log.writeToTarget(Collections.nCopies(copied, same));
    return log;
  }

  /** A request that reads notes as MirrorMaker writes them, of one record in a hundred. */
  private static UnaryOperator<ProofRequest> noted(HandCopy log) {
    if (!two.onLegacy.exists(SYNCS)) {
      two.onLegacy.createTopic(SYNCS, 1, Map.of());
    }
    for (long upstream = 0; upstream < RECORDS - OTHERS; upstream += 100) {
      note(log, upstream);
    }
    return asked -> TwoClusters.withSyncsIn(asked, SYNCS);
  }

  private static void note(HandCopy log, long upstream) {
    byte[] name = App.bytes(log.partition.topic());
    byte[] key =
        ByteBuffer.allocate(Short.BYTES + name.length + Integer.BYTES)
            .putShort((short) name.length)
            .put(name)
            .putInt(log.partition.partition())
            .array();
    byte[] value =
        ByteBuffer.allocate(2 * Long.BYTES).putLong(upstream).putLong(upstream + OTHERS).array();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            two.legacy.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
      App.await(List.of(producer.send(new ProducerRecord<>(SYNCS, 0, key, value))));
    }
  }
}
