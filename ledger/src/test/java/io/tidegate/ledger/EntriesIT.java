package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.ALICE;
import static io.tidegate.ledger.TestLedger.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class EntriesIT {
  private static final int WRITERS = 16;
  private static final int APPENDS_EACH = 250;

  @Test
  void sixteenWritersAtOnceLeaveAGaplessUnforkedChain() throws Exception {
    TestLedger world = TestLedger.fresh();
    Entries entries = world.ledger().entries();
    long begin = System.nanoTime();

    SideBySide.run(
        WRITERS,
        writer -> {
          for (int i = 0; i < APPENDS_EACH; i++) {
            entries.append(
                new NewEntry("test", "wave-" + writer, ALICE.label(), "{\"i\":" + i + "}"));
          }
          return writer;
        });

    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    int all = WRITERS * APPENDS_EACH;
    System.out.printf(
        "%d writers, %d appends in %d ms: %d appends/s%n",
        WRITERS, all, took.toMillis(), all * 1_000L / took.toMillis());
    assertThat(entries.verifyChain()).isEmpty();
    assertThat(entries.lastSeq()).isEqualTo(all);
    assertThat(sequence(world)).isEqualTo(LongStream.rangeClosed(1, all).boxed().toList());
  }

  @Test
  void aReaderWhoFollowsTheChainMissesNothingWhileOthersWrite() throws Exception {
    Entries entries = TestLedger.fresh().ledger().entries();
    int writers = 4;
    int each = 200 / writers;

    List<List<Long>> seen =
        SideBySide.run(
            writers + 1,
            thread -> {
              if (thread < writers) {
                for (int i = 0; i < each; i++) {
                  entries.append(entry("test", "wave"));
                }
                return List.of();
              }
              var followed = new ArrayList<Long>();
              long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
              while (followed.size() < 200 && System.nanoTime() < deadline) {
                long after = followed.isEmpty() ? 0 : followed.get(followed.size() - 1);
                entries.list(null, after, 7).forEach(entry -> followed.add(entry.seq()));
              }
              return followed;
            });

    assertThat(seen.get(writers)).isEqualTo(LongStream.rangeClosed(1, 200).boxed().toList());
  }

  @Test
  void anEntryStandsAsItWasWrittenByteForByte() {
    Entries entries = TestLedger.shared().ledger().entries();
    String detail = "{ \"b\" : 1.50,\n\t\"a\": \"Ünïcode 🌊 \\u0000\" , \"a\": 2 }";

    Entry appended = entries.append(new NewEntry("test", null, ALICE.label(), detail));

    assertThat(entries.list(null, appended.seq() - 1, 1)).containsExactly(appended);
    assertThat(appended.detailJson()).isEqualTo(detail);
    assertThat(appended.wave()).isNull();
    assertThat(appended.at())
        .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
    assertThat(appended.at()).isEqualTo(appended.at().truncatedTo(ChronoUnit.MICROS));
  }

  @Test
  void theNewestOfAKindIsFoundAndNoOtherWavesOne() {
    Ledger world = TestLedger.shared().ledger();
    String wave = TestLedger.name("wave");
    assertThat(world.entries().latest(wave, "counted")).isEmpty();
    world.entries().append(new NewEntry("counted", wave, ALICE.label(), "{\"n\":1}"));
    world.entries().append(new NewEntry("counted", wave, ALICE.label(), "{\"n\":2}"));
    world.entries().append(entry("other", wave));
    world.entries().append(entry("counted", TestLedger.name("wave")));

    assertThat(world.entries().latest(wave, "counted").orElseThrow().detailJson())
        .isEqualTo("{\"n\":2}");
  }

  @Test
  void anAppendWithAKeyHappensOnceAlsoAtTheSameMoment() throws Exception {
    Entries entries = TestLedger.shared().ledger().entries();
    String wave = TestLedger.name("wave");

    List<Boolean> appended =
        SideBySide.run(4, thread -> entries.appendOnce("key of " + wave, entry("test", wave)));

    assertThat(appended).containsExactlyInAnyOrder(true, false, false, false);
    assertThat(entries.list(wave, 0, 10)).hasSize(1);
  }

  @Test
  void aPageOfAWaveHoldsItsEntriesAlone() {
    Entries entries = TestLedger.shared().ledger().entries();
    String wave = TestLedger.name("wave");
    Entry first = entries.append(entry("one", wave));
    entries.append(entry("other", TestLedger.name("wave")));
    Entry second = entries.append(entry("two", wave));
    Entry third = entries.append(entry("three", wave));

    assertThat(entries.list(wave, 0, 2)).containsExactly(first, second);
    assertThat(entries.list(wave, second.seq(), 2)).containsExactly(third);
    assertThatThrownBy(() -> entries.list(wave, 0, 1_001))
        .hasMessage("limit is 1001: 1 to 1000 is allowed");
  }

  @Test
  void anEntryThatTheOwnerChangedIsNamed() {
    TestLedger world = chainOf(5);
    world
        .owner()
        .useHandle(
            handle -> handle.execute("UPDATE entries SET detail = '{\"ok\":true}' WHERE seq = 3"));

    assertThat(world.ledger().entries().verifyChain()).map(ChainFault::seq).contains(3L);
  }

  @Test
  void aSubjectThatTheOwnerChangedIsNamed() {
    TestLedger world = chainOf(5);
    world
        .owner()
        .useHandle(handle -> handle.execute("UPDATE entries SET subject = 'x bob' WHERE seq = 4"));

    assertThat(world.ledger().entries().verifyChain()).map(ChainFault::seq).contains(4L);
  }

  @Test
  void anEntryThatTheOwnerRemovedIsNamed() {
    TestLedger world = chainOf(5);
    world.owner().useHandle(handle -> handle.execute("DELETE FROM entries WHERE seq = 2"));

    assertThat(world.ledger().entries().verifyChain()).map(ChainFault::seq).contains(2L);
  }

  @Test
  void aTailThatTheOwnerRemovedIsNamed() {
    TestLedger world = chainOf(5);
    world.owner().useHandle(handle -> handle.execute("DELETE FROM entries WHERE seq > 3"));

    assertThat(world.ledger().entries().verifyChain()).map(ChainFault::seq).contains(4L);
  }

  @Test
  void aSecondEntryAfterTheSameOneIsRefusedByTheDatabase() {
    TestLedger world = chainOf(2);

    assertThatThrownBy(
            () ->
                world
                    .application()
                    .useHandle(
                        handle ->
                            handle.execute(
                                "INSERT INTO entries SELECT 99, at, kind, wave, subject, detail, previous, hash, leaf"
                                    + " FROM entries WHERE seq = 2")))
        .hasMessageContaining("entries_previous_key");
  }

  private static TestLedger chainOf(int length) {
    TestLedger world = TestLedger.fresh();
    for (int i = 0; i < length; i++) {
      world.ledger().entries().append(entry("test", "wave"));
    }
    assertThat(world.ledger().entries().verifyChain()).isEmpty();
    return world;
  }

  private static List<Long> sequence(TestLedger world) {
    return world
        .owner()
        .withHandle(
            handle ->
                handle
                    .createQuery("SELECT seq FROM entries ORDER BY seq")
                    .mapTo(Long.class)
                    .list());
  }
}
