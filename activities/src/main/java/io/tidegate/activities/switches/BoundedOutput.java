package io.tidegate.activities.switches;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/**
 * Drains what a process writes, so that it never blocks on a full pipe, and keeps the last {@code
 * maxBytes} of it.
 */
final class BoundedOutput implements Runnable {
  private final InputStream output;
  private final byte[] ring;
  private long written;

  BoundedOutput(InputStream output, int maxBytes) {
    this.output = output;
    this.ring = new byte[maxBytes];
  }

  /** Ends with the stream; a stream that is closed under it is its end too. */
  @Override
  public void run() {
    byte[] chunk = new byte[8192];
    try {
      for (int read = output.read(chunk); read >= 0; read = output.read(chunk)) {
        keep(chunk, read);
      }
    } catch (IOException closed) {
      // The end as well: its process was killed.
    }
  }

  private synchronized void keep(byte[] chunk, int length) {
    for (int i = 0; i < length; i++) {
      ring[(int) (written++ % ring.length)] = chunk[i];
    }
  }

  /** What was kept so far; what went before is counted. */
  synchronized String text() {
    if (written <= ring.length) {
      return new String(ring, 0, (int) written, StandardCharsets.UTF_8);
    }
    int start = (int) (written % ring.length);
    byte[] kept = new byte[ring.length];
    System.arraycopy(ring, start, kept, 0, ring.length - start);
    System.arraycopy(ring, 0, kept, ring.length - start, start);
    return "("
        + (written - ring.length)
        + " bytes left out)\n"
        + new String(kept, StandardCharsets.UTF_8);
  }
}
