package io.tidegate.ledger;

import static io.tidegate.ledger.TestLedger.ALICE;
import static io.tidegate.ledger.TestLedger.BOB;
import static io.tidegate.ledger.TestLedger.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class MessagesIT {
  private static final TestLedger WORLD = TestLedger.shared();

  private final Ledger ledger = WORLD.ledger();
  private final Messages messages = ledger.messages();
  private final String wave = WORLD.wave();

  @Test
  void aMessageStandsWithItsEntryBeforeAnySignal() {
    NewMessage approve = approve(wave, ALICE);

    Put<Message> put = messages.say(approve, entry("decided", wave));

    assertThat(put).isInstanceOf(Put.Created.class);
    assertThat(put.standing().said()).isEqualTo(approve);
    assertThat(messages.find(approve.id())).contains(put.standing());
    assertThat(kinds()).containsExactly("wave-created", "decided");
  }

  @Test
  void theSameDecisionAgainIsTheRowOfThen() {
    NewMessage first = approve(wave, ALICE);
    messages.say(first, entry("decided", wave));

    Put<Message> again = messages.say(approve(wave, ALICE), entry("decided", wave));

    assertThat(again).isInstanceOf(Put.Same.class);
    assertThat(again.standing().id()).isEqualTo(first.id());
    assertThat(kinds()).containsExactly("wave-created", "decided");
  }

  @Test
  void otherWordsUnderTheSameKeyAreAConflict() {
    NewMessage first = approve(wave, ALICE);
    messages.say(first, entry("decided", wave));
    var other =
        new NewMessage(
            UUID.randomUUID(),
            wave,
            first.kind(),
            first.naturalKey(),
            ALICE,
            first.roles(),
            "{\"reason\":\"late\"}");

    assertThat(messages.say(other, entry("decided", wave))).isInstanceOf(Put.Conflict.class);
    assertThat(kinds()).containsExactly("wave-created", "decided");
  }

  @Test
  void loadTellsForeignAndUnknownIdsFromThoseOfTheWave() {
    String otherWave = WORLD.wave();
    NewMessage ours = approve(wave, ALICE);
    NewMessage foreign = approve(otherWave, ALICE);
    messages.say(ours, entry("decided", wave));
    messages.say(foreign, entry("decided", otherWave));
    UUID unknown = UUID.randomUUID();

    Messages.Loaded loaded =
        messages.load(wave, List.of(unknown, foreign.id(), ours.id(), ours.id()));

    assertThat(loaded.found()).extracting(Message::said).containsExactly(ours);
    assertThat(loaded.foreign()).containsExactly(foreign.id());
    assertThat(loaded.unknown()).containsExactly(unknown);
    assertThat(messages.load(wave, List.of()))
        .isEqualTo(new Messages.Loaded(List.of(), List.of(), List.of()));
  }

  @Test
  void theFirstReceiptStands() {
    NewMessage approve = approve(wave, ALICE);
    messages.say(approve, entry("decided", wave));
    assertThat(messages.findReceipt(approve.id())).isEmpty();

    Receipt first = messages.receipt(approve.id(), "ACCEPTED", "");
    Receipt second = messages.receipt(approve.id(), "REFUSED", "late");

    assertThat(first.outcome()).isEqualTo("ACCEPTED");
    assertThat(second).isEqualTo(first);
    assertThat(messages.findReceipt(approve.id())).contains(first);
  }

  @Test
  void aReceiptForNothingIsRefused() {
    UUID unknown = UUID.randomUUID();

    assertThatThrownBy(() -> messages.receipt(unknown, "ACCEPTED", ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("message " + unknown + " is not in the ledger");
  }

  @Test
  void anEntryThatAnOpenMessageForbidsIsWrittenWhenThatIsAnswered() {
    NewMessage said = approve(wave, ALICE);
    messages.say(said, entry("decided", wave));

    List<Message> open = closed("close/1");

    assertThat(open).extracting(Message::id).containsExactly(said.id());
    assertThat(kinds()).containsExactly("wave-created", "decided");
    messages.receipt(said.id(), "ACCEPTED", "");
    assertThat(closed("close/1")).as("its key was not used up").isEmpty();
    assertThat(closed("close/1")).as("tried again").isEmpty();
    assertThat(kinds()).containsExactly("wave-created", "decided", "closed");
  }

  /** Or somebody could be told that it was accepted, and be too late all the same. */
  @Test
  void whatIsSaidBesideAnEntryForbidsItOrStandsAfterIt() throws Exception {
    List<Integer> seen =
        SideBySide.run(
            8,
            thread -> {
              if (thread > 0) {
                Subject by = new Subject(ALICE.issuer(), "person-" + thread);
                messages.say(approve(wave, by), entry("decided", wave));
                return 0;
              }
              return closed("close/1").size();
            });

    int before = seen.stream().mapToInt(Integer::intValue).sum();
    if (before == 0) {
      assertThat(kinds()).startsWith("wave-created", "closed");
    } else {
      assertThat(kinds()).hasSize(8).doesNotContain("closed");
    }
  }

  private List<Message> closed(String key) {
    return messages.appendUnlessOpen(
        wave, wave + key, entry("closed", wave), heard -> heard.receipt().isEmpty());
  }

  @Test
  void whatHasNoReceiptIsFoundUntilItHasOneOrTheWaveIsClosed() {
    NewMessage one = approve(wave, ALICE);
    NewMessage two = approve(wave, BOB);
    messages.say(one, entry("decided", wave));
    messages.say(two, entry("decided", wave));
    assertThat(unreceipted(Duration.ofHours(1))).isEmpty();
    assertThat(unreceipted(Duration.ZERO)).containsExactly(one.id(), two.id());

    messages.receipt(one.id(), "ACCEPTED", "");
    assertThat(unreceipted(Duration.ZERO)).containsExactly(two.id());
    assertThat(messages.unanswered(List.of(wave, "another"), Duration.ZERO, 20))
        .extracting(each -> each.message().id())
        .containsExactly(two.id());
    assertThat(messages.unanswered(List.of(wave), Duration.ofHours(1), 20)).isEmpty();

    ledger
        .waves()
        .saveView(new WaveView(wave, 1, WaveState.COMPLETED, "{}", new TreeMap<>()), List.of());
    assertThat(unreceipted(Duration.ZERO)).isEmpty();
  }

  @Test
  void ofWhatWaitsForAnAnswerHoldAndRollbackComeFirstAndThenTheNewest() {
    NewMessage rollback = said(Message.Kind.ROLLBACK, "rollback#1");
    messages.say(rollback, entry("asked", wave));
    NewMessage oldest = said(Message.Kind.DECIDE, "gate#1");
    messages.say(oldest, entry("decided", wave));
    NewMessage newest = said(Message.Kind.DECIDE, "gate#2");
    messages.say(newest, entry("decided", wave));

    assertThat(messages.unanswered(List.of(wave), Duration.ZERO, 20))
        .extracting(each -> each.message().id())
        .containsExactly(rollback.id(), newest.id(), oldest.id());
    assertThat(messages.unanswered(List.of(wave), Duration.ZERO, 2))
        .extracting(each -> each.message().id(), Messages.Unanswered::ofWave)
        .containsExactly(tuple(rollback.id(), 3), tuple(newest.id(), 3));
  }

  private NewMessage said(Message.Kind kind, String key) {
    return new NewMessage(UUID.randomUUID(), wave, kind, key, ALICE, List.of("on-call"), "{}");
  }

  private List<UUID> unreceipted(Duration olderThan) {
    return messages.unreceipted(olderThan, 1_000).stream()
        .filter(message -> message.wave().equals(wave))
        .map(Message::id)
        .toList();
  }

  private List<String> kinds() {
    return ledger.entries().list(wave, 0, 100).stream().map(Entry::kind).toList();
  }

  private static NewMessage approve(String wave, Subject by) {
    return new NewMessage(
        UUID.randomUUID(),
        wave,
        Message.Kind.DECIDE,
        "go/1/" + by.label() + "/APPROVE",
        by,
        List.of("release-manager", "payments, \"owners\""),
        "{\"decision\":\"APPROVE\"}");
  }
}
