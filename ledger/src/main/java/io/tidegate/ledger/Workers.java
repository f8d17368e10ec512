package io.tidegate.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * When a worker was seen last. For people who look at a wave that does not move; it is no part of
 * the record, and nothing is decided by it.
 */
public final class Workers {
  private final Database database;

  Workers(Database database) {
    this.database = database;
  }

  /**
   * A worker as it was seen last.
   *
   * @param ago by the database's clock
   */
  public record Seen(String worker, Instant at, Duration ago) {}

  /** This worker polls the queues of that installation now. */
  public void seen(String taskQueue, String worker) {
    Require.text("taskQueue", taskQueue);
    Require.text("worker", worker);
    var unused =
        database.write(
            handle ->
                handle.execute(
                    "INSERT INTO workers (task_queue, worker) VALUES (?, ?)"
                        + " ON CONFLICT (task_queue) DO UPDATE"
                        + " SET worker = excluded.worker, at = clock_timestamp()",
                    taskQueue,
                    worker));
  }

  /** The one that was seen last; empty when none ever was. */
  public Optional<Seen> last(String taskQueue) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "SELECT worker, at, extract(epoch FROM clock_timestamp() - at) * 1000 AS ago"
                        + " FROM workers WHERE task_queue = :queue")
                .bind("queue", taskQueue)
                .map(
                    (row, context) ->
                        new Seen(
                            row.getString("worker"),
                            Database.instant(row, "at"),
                            Duration.ofMillis(row.getLong("ago"))))
                .findOne());
  }
}
