package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;

/** Goes through the records of many logs in lots that fit a table. */
final class Lots {
  private final IdTable table;
  private final Identity identity;
  private long oldestMs;
  private int looks;

  /** What to go through of one log. */
  record Log(PartitionLog log, long from, long to) {}

  /** A part of one log that a lot was filled from. */
  record Part(int partition, long from, long to) {}

  /** What to do with each lot, while the table holds it. */
  interface Lot {
    void look(List<Part> parts);
  }

  Lots(IdTable table, Identity identity) {
    this.table = table;
    this.identity = identity;
  }

  /** The oldest timestamp of the lot that the table holds. */
  long oldestMs() {
    return oldestMs;
  }

  /** Fills the table again and again until all records of all logs were in it once. */
  void each(List<Log> logs, Lot lot) {
    looks = 0;
    List<Part> parts = new ArrayList<>();
    begin();
    for (int partition = 0; partition < logs.size(); partition++) {
      Log of = logs.get(partition);
      long[] from = {of.from()};
      int number = partition;
      Reads.each(
          of.log(),
          of.from(),
          of.to(),
          record -> {
            if (table.full()) {
              parts.add(new Part(number, from[0], record.offset()));
              looked(parts, lot);
              from[0] = record.offset();
            }
            Fingerprint print = identity.of(record);
            table.put(print.id());
            oldestMs = Math.min(oldestMs, print.timestampMs());
            return true;
          });
      parts.add(new Part(number, from[0], of.to()));
    }
    if (!table.isEmpty()) {
      looked(parts, lot);
    }
  }

  private void begin() {
    table.clear();
    oldestMs = Long.MAX_VALUE;
  }

  private void looked(List<Part> parts, Lot lot) {
    if (++looks > Repartitioned.MOST_LOTS) {
      throw new NotProven(
          "the group is too far behind for a topic whose partition counts differ; let it catch up"
              + " and check again");
    }
    if (looks > 1 && !identity.profile().timestamp()) {
      throw new NotProven(
          "the group is too far behind for a topic whose partition counts differ and whose records"
              + " carry no timestamp to tell equal ones apart; let it catch up and check again");
    }
    lot.look(List.copyOf(parts));
    parts.clear();
    begin();
  }
}
