package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a row says to people: one plain sentence each, with what to do. */
final class Reasons {
  private Reasons() {}

  /** So many of a thing, with the words that go with one, or with none and with several. */
  static String of(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }

  static String notCalibrated() {
    return "the topic is not calibrated, so it is not known what makes two of its records the same;"
        + " let the replicator copy more of it and check again";
  }

  /** Nothing is on the target. */
  static String nothingCopied(long awaited, long pending, boolean frozen) {
    String seen =
        "the target holds no record, but the source "
            + awaited
            + " that the group has read and "
            + pending
            + " that it has not; ";
    return frozen
        ? seen + "nothing comes any more, so copy the topic anew, or keep this group on the source"
        : seen + "let the replicator catch up and check again";
  }

  static String awaited(long records) {
    return of(records, "record that the group has read is", "records that the group has read are")
        + " still to arrive on the target and would be processed again; let the replicator catch up and check again";
  }

  static String resend() {
    return "the replicator is sending records again that the target already has; let it catch up"
        + " and check again";
  }

  static String mayStandAtCleaned() {
    return "the last records on the target are not on the source, whose cleaner may have removed"
        + " them, so it is not known where the replicator stands; let it copy a later record and"
        + " check again";
  }

  static String twin() {
    return "the last copied record has the content of one that was aborted on the source, so it is"
        + " not known whether the real one has arrived; let the replicator copy a later record and"
        + " check again";
  }

  static String undecided(long records) {
    return of(records, "record", "records")
        + " of a transaction still open on the source "
        + (records == 1 ? "is" : "are")
        + " already on the target; check again when it has ended";
  }

  static String open() {
    return "a transaction is still open on the source, and its records may be on the target already;"
        + " check again when it has ended";
  }

  static String abortedOnly() {
    return "the source holds aborted records only, and it is not known whether the replicator sends"
        + " them; check again when it has copied a later record";
  }

  static String abortedAhead() {
    return "aborted records follow the last copied one and it is not known whether the replicator"
        + " sends them; check again when it has copied a later record, or let a producer write one";
  }

  static String movedOn() {
    return "a log's begin moved past what was being read; check again";
  }

  static String ambiguous(Candidates candidates) {
    return "records of equal content repeat here, so "
        + candidates.counted()
        + " resume points are possible; check again when a record of other content was copied or"
        + " MirrorMaker has noted its last copy, or waive and resume at the smallest, which only"
        + " replays";
  }

  static String lostOrEqual(long lost) {
    return "records of equal content repeat here, so it is not known which of them are on the"
        + " target and whether "
        + of(lost, "is", "are")
        + " lost; wait until the replicator has caught up and check again, or copy the topic"
        + " anew";
  }

  static String lost(long records, Lost which, boolean beganLater) {
    return of(records, "unread record is", "unread records are")
        + " not on the target ("
        + which
        + ")"
        + (beganLater
            ? " because replication began later; copy the topic anew from its begin, or keep this"
                + " group on the source until it has read "
                + them(records)
            : willNotCome(records));
  }

  static String expiredTarget(long records, long begin, boolean byPolicy) {
    return of(records, "unread record has", "unread records have")
        + " expired on the target, whose log begins at "
        + begin
        + (byPolicy
            ? "; by the declared policy it starts there without " + them(records)
            : "; copy %1$s anew, or declare that it resumes at the begin without %1$s"
                .formatted(them(records)));
  }

  /** Of records that are not there and that nothing sends any more. */
  static String willNotCome(long records) {
    return " and will not come; copy " + them(records) + " anew, or keep this group on the source";
  }

  private static String them(long records) {
    return records == 1 ? "it" : "them";
  }

  /**
   * @param foreignFrom offset of the first foreign record on the target; null where it is not known
   */
  static String diverged(long phantom, long foreign, @Nullable Long foreignFrom, long reordered) {
    List<String> found = new ArrayList<>();
    if (phantom > 0) {
      found.add(
          of(phantom, "record", "records")
              + " beyond the resume point "
              + (phantom == 1 ? "was" : "were")
              + " aborted on the source (set"
              + " consumer.isolation.level=read_committed for the source's consumer of"
              + " MirrorMaker)");
    }
    if (foreign > 0) {
      found.add(
          of(foreign, "record", "records")
              + " beyond the resume point "
              + (foreign == 1 ? "is" : "are")
              + " not among the source's"
              + (foreignFrom == null ? "" : ", the first at target offset " + foreignFrom)
              + " (find out who else writes to the target)");
    }
    if (reordered > 0) {
      found.add(of(reordered, "unread record comes", "unread records come") + " after later ones");
    }
    return String.join(", ", found) + "; copy the topic anew, or waive if the owner accepts them";
  }

  /**
   * @param from target offset of the first that comes again; null where it is not known
   */
  static String replay(long records, @Nullable Long from, String rest) {
    return "even the best position delivers "
        + of(records, "record", "records")
        + " again, because the target holds "
        + them(records)
        + " twice"
        + (from == null ? "" : " (again from target offset " + from + " on)")
        + rest
        + "; resume there if the owner tolerates it";
  }

  static String exact(String rest) {
    return "the target delivers exactly the unread records from here on" + rest + "; resume here";
  }

  /** That the offset which the group has on the target must go, and what takes its place. */
  static String standing(long offset, Grade grade, long resume) {
    String records = of(grade.records(), "record", "records");
    String harm =
        grade.verdict() == Verdict.SKIP
            ? "it skips " + records
            : "it processes " + records + " again, more than the group's window allows";
    return "; but offset %d, where the group stands on the target, is RED: from there %s; seed %d over"
            .formatted(offset, harm, resume)
        + " it, or reset it to "
        + resume;
  }

  /** What an EXACT or REPLAY leaves out or still waits for. */
  static String rest(long pending, long aborted, long superseded) {
    StringBuilder rest = new StringBuilder();
    if (aborted > 0) {
      rest.append(", without ")
          .append(of(aborted, "that was", "that were"))
          .append(" aborted and that the replicator leaves out");
    }
    if (superseded > 0) {
      rest.append(", but for ")
          .append(superseded)
          .append(" that a cleaner has removed on one side");
    }
    if (pending > 0) {
      rest.append("; ")
          .append(of(pending, "unread record is", "unread records are"))
          .append(" still to arrive");
    }
    return rest.toString();
  }
}
