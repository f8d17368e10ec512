package io.tidegate.worker.parity;

import io.tidegate.activities.proof.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * Says on stderr what a long check is at, and how much is read of what it plans to read: nothing in
 * its first {@link #QUIET}; then one line that is written over where a person watches, else a line
 * now and then for a log.
 */
final class ProgressLine implements Progress, AutoCloseable {
  static final Duration QUIET = Duration.ofSeconds(2);

  /** Between two lines of a log. */
  static final Duration LOG_EVERY = Duration.ofSeconds(5);

  static final long MEBIBYTE = 1024 * 1024;

  private static final Duration LIVE_EVERY = Duration.ofMillis(200);
  private static final int WIDTH = 100;
  private static final String ERASE = "\r\u001b[K";

  private final Screen screen;
  private final InstantSource clock;
  private Instant next;
  private String planned = "";
  private LongSupplier bytesRead = () -> 0;
  private boolean shown;
  private boolean closed;

  ProgressLine(Screen screen, InstantSource clock) {
    this.screen = screen;
    this.clock = clock;
    this.next = clock.instant().plus(QUIET);
  }

  @Override
  public synchronized void at(String done) {
    Instant now = clock.instant();
    if (now.isBefore(next)) {
      return;
    }
    String line = Text.printable("tidegate parity: " + done + read());
    if (screen.live()) {
      screen.err().print(ERASE + (line.length() <= WIDTH ? line : line.substring(0, WIDTH)));
      shown = true;
      next = now.plus(LIVE_EVERY);
    } else {
      screen.err().println(line);
      next = now.plus(LOG_EVERY);
    }
    screen.err().flush();
  }

  /**
   * From now on says how much is read of it.
   *
   * @param bytes of both clusters, about
   * @param soFar read of them
   */
  synchronized void plans(long bytes, LongSupplier soFar) {
    planned = " of about " + Math.max(1, bytes / MEBIBYTE) + " MiB";
    bytesRead = soFar;
  }

  private String read() {
    return planned.isEmpty() ? "" : "; read " + bytesRead.getAsLong() / MEBIBYTE + planned;
  }

  /** A line that stays, at any time; nothing any more once the check is over. */
  synchronized void say(String words) {
    if (closed) {
      return;
    }
    clear();
    screen.err().println(Text.printable("tidegate parity: " + words));
    screen.err().flush();
  }

  /** Takes the line away before something else is written. */
  synchronized void clear() {
    if (shown) {
      screen.err().print(ERASE);
      screen.err().flush();
      shown = false;
    }
  }

  @Override
  public synchronized void close() {
    clear();
    closed = true;
  }
}
