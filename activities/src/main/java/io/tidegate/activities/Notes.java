package io.tidegate.activities;

import io.temporal.failure.ApplicationFailure;
import io.tidegate.ledger.Journal;
import io.tidegate.ledger.JournalRow;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.NewEntry;
import io.tidegate.workflows.activity.Call;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the steps of a unit leave in the ledger for each other: bodies as evidence, and journal rows
 * that say which body is whose. A rollback has nothing else, so each row stands before the effect
 * that it undoes.
 */
final class Notes {
  /** Subject of the audit entries that no person caused. */
  static final String SUBJECT = "tidegate";

  private final Ledger ledger;
  private final UnitProofs proofs;

  Notes(Ledger ledger) {
    this.ledger = ledger;
    this.proofs = new UnitProofs(ledger.evidence());
  }

  /** Kinds of journal rows. */
  enum Kind {
    STEP,
    FROZEN,
    PROVEN,
    READS,
    RETENTION,
    ANCHOR,
    FINAL,
    SEEDED,
    PREVIOUS,
    RESTORED,
    SWITCH,
    MAPPED,
    OBSERVED,
    FOUND,
    FENCED,
    UNFENCED,
    GROUP_SYNC,
    TOPICS,
    RESEEDED,
    PRODUCERS,
    PRODUCED,
    APART,
    DRAIN_FROM,
    TAIL,
    TARGET_STILL,
    STRANDED,
    SHADOW,
    SHADOW_SEED,
    REHEARSED;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    boolean isOf(JournalRow row) {
      return row.kind().equals(word());
    }
  }

  /** A journal row that only says where its body is. */
  record Body(String evidence) {}

  /** Stores a body and returns its digest. */
  String put(Object body) {
    return ledger.evidence().put(Bodies.bytes(body));
  }

  /** The same, of a unit's proof. */
  String putProof(UnitProof proof) {
    return proofs.put(proof);
  }

  /** The body of a digest; refused where the ledger has none. */
  <T> T get(String digest, Class<T> type) {
    return Bodies.read(ledger.evidence().get(digest).orElseThrow(() -> missing(digest)), type);
  }

  /** The same, of a unit's proof. */
  UnitProof proof(String digest) {
    return proofs.get(digest);
  }

  static ApplicationFailure missing(String digest) {
    return Fail.refused("evidence " + digest + " is not in the ledger");
  }

  /** The body that a journal row names. */
  <T> T bodyOf(JournalRow row, Class<T> type) {
    return get(Bodies.read(row.detailJson(), Body.class).evidence(), type);
  }

  /**
   * Journals a small value once under the call's key.
   *
   * @param mark tells several rows of one kind and call apart; may be empty
   * @return the value that stands: that of the first time
   */
  <T> T journal(Call call, Kind kind, String mark, T detail, Class<T> type) {
    String key = String.join(" ", kind.word(), call.unit(), call.key(), mark).strip();
    JournalRow row =
        new JournalRow(
            call.wave(), call.unit(), call.step(), kind.word(), key, Bodies.text(detail));
    return Bodies.read(journal().record(row).detailJson(), type);
  }

  /** The newest value of a kind that the unit of this call has journaled. */
  <T> Optional<T> latest(Call call, Kind kind, Class<T> type) {
    return journal()
        .latest(call.wave(), call.unit(), kind.word())
        .map(row -> Bodies.read(row.detailJson(), type));
  }

  /** The body that the newest row of a kind names. */
  <T> Optional<T> latestBody(Call call, Kind kind, Class<T> type) {
    return latest(call, kind, Body.class).map(body -> get(body.evidence(), type));
  }

  /** The rows of the call's unit, oldest first. */
  List<JournalRow> rows(Call call) {
    return journal().list(call.wave(), call.unit());
  }

  /**
   * Appends an audit entry once under the call's key.
   *
   * @param mark tells several entries of one kind and call apart; may be empty
   */
  void audit(Call call, String kind, String mark, Object detail) {
    String key = String.join(" ", kind, call.wave(), call.unit(), call.key(), mark).strip();
    ledger.entries().appendOnce(key, new NewEntry(kind, call.wave(), SUBJECT, Bodies.text(detail)));
  }

  Journal journal() {
    return ledger.journal();
  }
}
