package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.failure.ApplicationFailure;
import io.tidegate.ledger.Entry;
import io.tidegate.ledger.Message;
import io.tidegate.ledger.NewEntry;
import io.tidegate.ledger.NewMessage;
import io.tidegate.ledger.Subject;
import io.tidegate.runbooks.Runbook;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Failures;
import io.tidegate.workflows.activity.LedgerActivities;
import io.tidegate.workflows.activity.LedgerActivities.AskRollback;
import io.tidegate.workflows.activity.LedgerActivities.Asked;
import io.tidegate.workflows.activity.LedgerActivities.CloseWayBack;
import io.tidegate.workflows.activity.LedgerActivities.Journalled;
import io.tidegate.workflows.activity.LedgerActivities.LastView;
import io.tidegate.workflows.activity.LedgerActivities.Lease;
import io.tidegate.workflows.activity.LedgerActivities.LeaseKey;
import io.tidegate.workflows.activity.LedgerActivities.Leased;
import io.tidegate.workflows.activity.LedgerActivities.LoadMessages;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.activity.LedgerActivities.Record;
import io.tidegate.workflows.activity.LedgerActivities.Said;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.UnitView;
import io.tidegate.workflows.view.ViewChange;
import io.tidegate.workflows.view.WaveState;
import io.tidegate.workflows.view.WaveView;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerStepsIT {
  @TempDir Path breakGlass;

  private WaveFixture one;
  private WaveFixture other;

  @BeforeEach
  void start() {
    one = new WaveFixture("ledger", 1, breakGlass);
    other = new WaveFixture("ledger", 1, breakGlass);
    one.create();
    other.create();
  }

  @AfterEach
  void close() {
    one.close();
    other.close();
  }

  @Test
  void aTriggersRequestIsARowThatNoPersonCanMake() {
    Call call = one.call("observe");
    AskRollback ask = new AskRollback(call, "lag is 60000");
    Asked asked = one.ledgerSteps.askRollback(ask);

    assertThat(one.ledgerSteps.askRollback(ask)).as("once for a key").isEqualTo(asked);
    assertThat(asked.message().kind()).isEqualTo(MessageBody.Rollback.TRIGGERED);
    assertThat(asked.message().subject()).isEqualTo("tidegate");
    Said said =
        one.ledgerSteps.loadMessages(
            new LoadMessages(one.wave, "load/1", List.of(asked.message().id())));
    assertThat(said.messages()).containsExactly(asked.message());
  }

  @Test
  void theWayBackClosesWhenNobodyWaitsToStopTheWave() {
    String hold = say(one.wave, Message.Kind.HOLD, "{}");
    String part =
        say(
            one.wave,
            Message.Kind.ROLLBACK,
            Bodies.plain(new MessageBody.Rollback("late", null, new Part(1, List.of("shop")))));
    say(one.wave, Message.Kind.DECIDE, "{}");
    say(other.wave, Message.Kind.ROLLBACK, "{}");

    assertThat(asked()).containsExactlyInAnyOrder(hold, part);
    answer(hold, "ACCEPTED");
    assertThat(asked()).containsExactly(part);
    answer(part, "ACCEPTED");
    assertThat(asked()).as("the wave has not heard of it").containsExactly(part);
    String refused = say(one.wave, Message.Kind.ROLLBACK, "{}");
    answer(refused, "STRANDED");
    assertThat(entries("way-back-closed")).isEmpty();

    assertThat(asked(1)).isEmpty();
    assertThat(entries("way-back-closed")).hasSize(1);
    String whole =
        say(
            one.wave,
            Message.Kind.ROLLBACK,
            Bodies.plain(MessageBody.Rollback.whole("too late", null)));
    answer(whole, "ACCEPTED");
    assertThat(asked(1)).containsExactly(whole);
  }

  private List<String> asked(Integer... heard) {
    CloseWayBack call = new CloseWayBack(one.waveCall("close-way-back"), List.of(heard));
    return one.ledgerSteps.closeWayBack(call).asked().stream()
        .map(LedgerActivities.Message::id)
        .toList();
  }

  private void answer(String message, String outcome) {
    var unused = one.ledger.messages().receipt(UUID.fromString(message), outcome, "");
  }

  /** The api reads it there, to show the parts of a rollback together. */
  @Test
  void whatAWorkflowSaysOfItselfStandsAsTextBesideTheKeyOfItsCall() {
    Call call = one.waveCall(RollbackWorkflow.PART);
    one.ledgerSteps.journal(new Journalled(call, "{\"part\":{\"number\":1}}"));

    assertThat(one.ledger.journal().listOfStep(one.wave, RollbackWorkflow.PART))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row.detailJson())
                    .contains("\"detail\":\"{\\\"part\\\":{\\\"number\\\":1}}\""));
  }

  @Test
  void whatPeopleSaidIsLoadedAndWhatNobodySaidIsAudited() {
    String mine = say(one.wave);
    String foreign = say(other.wave);
    String unknown = UUID.randomUUID().toString();
    LoadMessages call =
        new LoadMessages(one.wave, "load/1", List.of(mine, foreign, unknown, "not an id"));
    Said said = one.ledgerSteps.loadMessages(call);
    assertThat(one.ledgerSteps.loadMessages(call)).isEqualTo(said);
    assertThat(said.messages())
        .singleElement()
        .satisfies(
            message -> {
              assertThat(message.id()).isEqualTo(mine);
              assertThat(message.kind()).isEqualTo(MessageBody.Decision.KIND);
              assertThat(message.subject()).isEqualTo("alice");
            });
    assertThat(said.refused()).containsExactlyInAnyOrder(foreign, unknown, "not an id");
    assertThat(entries("signal-refused"))
        .singleElement()
        .asString()
        .contains(foreign, unknown, "not an id");
  }

  @Test
  void aRecordIsOneEntryOneViewAndItsReceiptsHoweverOftenItIsTried() {
    String message = say(one.wave);
    UnitView unit = new UnitView("payments", "owners", WaveState.AT_GATE, List.of(), List.of());
    WaveView view =
        new WaveView(
            one.wave,
            "LIVE",
            WaveState.AT_GATE,
            "waits",
            new WaveView.RunbookRef("r", "d"),
            List.of(),
            List.of(),
            null,
            null,
            null);
    Record record =
        new Record(
            one.waveCall("record"),
            1,
            "gate-opened",
            "tidegate",
            "{\"gate\":\"go\"}",
            new ViewChange(view, List.of(new ViewChange.Unit(0, unit))),
            List.of(new Receipt(message, "APPLIED", "counted")));
    one.ledgerSteps.record(record);
    one.ledgerSteps.record(record);
    assertThat(entries("gate-opened")).hasSize(1);
    LastView seen = one.ledgerSteps.readView(one.waveCall("read"));
    assertThat(seen.view()).isEqualTo(view.withUnits(List.of(unit)));
    assertThat(seen.digest()).isEqualTo(one.waveCall("read").runbook());
    assertThat(Wire.mapper().convertValue(seen.runbook(), Runbook.class))
        .as("equal also after it has travelled in a workflow's input")
        .isEqualTo(seen.runbook());
    assertThat(one.ledger.messages().findReceipt(UUID.fromString(message)))
        .hasValueSatisfying(receipt -> assertThat(receipt.outcome()).isEqualTo("APPLIED"));
  }

  @Test
  void aLeaseThatAnotherWaveHoldsNamesThatWave() {
    List<LeaseKey> keys = List.of(new LeaseKey("UNIT", "cluster-" + one.wave, "shop"));
    Leased first = one.ledgerSteps.lease(new Lease(one.call("freeze"), keys));
    Leased second = other.ledgerSteps.lease(new Lease(other.call("freeze"), keys));
    assertThat(first.fence()).isPositive();
    assertThat(second.holder()).isEqualTo(one.wave);
    assertThat(second.heldKey()).contains("UNIT shop");
    one.ledgerSteps.release(one.call("freeze"));
    assertThat(other.ledgerSteps.lease(new Lease(other.call("freeze"), keys)).fence())
        .isGreaterThan(first.fence());
    assertThatThrownBy(() -> one.ledgerSteps.lease(new Lease(one.call("freeze"), keys)))
        .hasMessageContaining("gave unit shop up");
  }

  @Test
  void theJournalIsReadInItsOrderAndAStaleFenceWritesNone() {
    one.lease();
    Call early = one.call("quiesce");
    one.ledgerSteps.journal(new Journalled(early, "{\"a\":1}"));
    Call parked = one.waveCall("parked");
    one.ledgerSteps.journal(new Journalled(parked, "{}"));
    Call late = one.call("seed");
    one.takeOver();
    assertThatThrownBy(() -> one.ledgerSteps.journal(new Journalled(late, "{}")))
        .isInstanceOfSatisfying(
            ApplicationFailure.class,
            failure -> assertThat(failure.getType()).isEqualTo(Failures.STALE_FENCE));
    assertThat(one.ledgerSteps.readJournal(one.waveCall("read")).entries())
        .extracting(
            entry -> entry.unit() + " " + entry.step() + " " + entry.key() + " " + entry.detail())
        .containsExactly(
            "shop quiesce " + early.key() + " {\"a\":1}", " parked " + parked.key() + " {}");
  }

  @Test
  void aUnitThatIsNotHeldHasNothingToTakeOver() {
    assertThat(one.ledgerSteps.takeOver(one.call("rollback")).fence()).isZero();
  }

  private String say(String wave) {
    return say(wave, Message.Kind.DECIDE, "{}");
  }

  private String say(String wave, Message.Kind kind, String body) {
    UUID id = UUID.randomUUID();
    Subject alice = new Subject("test", "alice");
    var unused =
        one.ledger
            .messages()
            .say(
                new NewMessage(id, wave, kind, kind + " " + id, alice, List.of("owners"), body),
                new NewEntry("decided", wave, alice.label(), "{}"));
    return id.toString();
  }

  private List<Entry> entries(String kind) {
    return one.ledger.entries().list(one.wave, 0, 1_000).stream()
        .filter(entry -> entry.kind().equals(kind))
        .toList();
  }
}
