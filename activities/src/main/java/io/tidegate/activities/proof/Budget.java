package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Stretches;
import io.tidegate.activities.proof.Windows.Wanted;
import io.tidegate.parity.PartitionPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The memory for records that are read ahead, and how many partitions fit in it together, by what
 * the records that were read before took. All checks of a process share it, since they share its
 * heap: who wants more than is left waits until another check has compared what it holds. Safe for
 * many threads.
 */
final class Budget {
  /** Of this process. */
  static final Budget OF_THE_HEAP = new Budget(share(Runtime.getRuntime().maxMemory()));

  /**
   * Lots that read ahead at a time: a reader holds answers of the broker besides what it was asked
   * for.
   */
  static final int READING_MAX = 4;

  /** Of the heap: what is read ahead is held beside what is being fetched and compared. */
  private static final int SHARE = 5;

  private static final long BYTES_MIN = 16L * 1024 * 1024;
  private static final long BYTES_MAX = 128L * 1024 * 1024;

  /** Of both sides of one partition. */
  private static final long PIECE_BYTES_MAX = 2L * Stretches.LOG_BYTES_MAX;

  /** Partitions read together: each portion costs a few waits for fetches. */
  private static final int PARTITIONS_MAX = 256;

  /** One portion is read while the one before is compared. */
  private static final int PORTIONS = 2;

  /** Records differ: so much more than expected may be read of a portion. */
  private static final int SLACK = 2;

  /** For how long those wait who can do without memory. */
  static final Duration SPARE_WAIT_MAX = Duration.ofSeconds(1);

  private static final int KIB = 1024;
  private static final int LEAST_KIB = 1024;

  private final int portionKib;
  private final Semaphore freeKib;
  private final Semaphore readers = new Semaphore(READING_MAX, true);

  /** Of one record in memory, about; 0 for unknown. */
  private volatile long recordBytes;

  /**
   * @param bytes of memory for all that is held at a time, at least {@link #BYTES_MIN}
   */
  Budget(long bytes) {
    int kib = Math.toIntExact(Math.max(BYTES_MIN, bytes) / KIB);
    this.portionKib = kib / PORTIONS;
    this.freeKib = new Semaphore(kib, true);
  }

  private static long share(long heap) {
    return Math.min(BYTES_MAX, heap / SHARE);
  }

  /**
   * The first of them that fit in one portion, at least one.
   *
   * @param left those of one partition next to each other: it is read once for all of them
   */
  List<Wanted> portion(List<Wanted> left) {
    Sum sum = new Sum();
    int count = 0;
    while (count < left.size()) {
      sum.add(left.get(count));
      if (count > 0 && (sum.bytes > (long) portionKib * KIB || sum.partitions > PARTITIONS_MAX)) {
        break;
      }
      count++;
    }
    return left.subList(0, count);
  }

  /** What partitions will take that are read together. */
  private final class Sum {
    private @Nullable PartitionPair last;
    private long ofLast;
    private long bytes;
    private int partitions;

    void add(Wanted one) {
      long its = expected(one);
      if (!one.piece().pair().equals(last)) {
        last = one.piece().pair();
        ofLast = 0;
        partitions++;
      }
      if (its > ofLast) {
        bytes += its - ofLast;
        ofLast = its;
      }
    }
  }

  private long expected(Wanted one) {
    return Math.min(PIECE_BYTES_MAX, one.records() * recordBytes);
  }

  private int expectedKib(List<Wanted> portion) {
    Sum sum = new Sum();
    portion.forEach(sum::add);
    return recordBytes == 0
        ? portionKib
        : (int) Math.min(portionKib, LEAST_KIB + SLACK * sum.bytes / KIB);
  }

  /** Learns from what was read. */
  void took(Windows windows) {
    if (windows.records() > 0) {
      recordBytes = Math.max(1, windows.bytes() / windows.records());
    }
  }

  /** What one lot holds: nothing yet. */
  Held held() {
    return new Held();
  }

  private static CancellationException ended(InterruptedException ended) {
    Thread.currentThread().interrupt();
    CancellationException cancelled =
        new CancellationException("the check was ended while it waited for memory");
    cancelled.initCause(ended);
    return cancelled;
  }

  /**
   * What one lot holds. A portion waits for memory only until others have been compared, and to
   * compare waits for none; so nobody waits for ever.
   */
  final class Held implements AutoCloseable {
    private boolean reads;
    private boolean closed;
    private int kib;

    private Held() {}

    /**
     * Waits until it is this lot's turn to read, and so much is free as the portion will take;
     * takes it, in KiB. One portion after the other.
     */
    int take(List<Wanted> portion) {
      return take(expectedKib(portion));
    }

    /**
     * As much as one portion may take, for what nobody can tell the size of and need not be read
     * ahead: 0 where others hold it for {@link #SPARE_WAIT_MAX}.
     */
    int takeIfSpare() {
      long millis = SPARE_WAIT_MAX.toMillis();
      try {
        if (!reads()) {
          if (!readers.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            return 0;
          }
          begin();
        }
        if (!freeKib.tryAcquire(portionKib, millis, TimeUnit.MILLISECONDS)) {
          return 0;
        }
      } catch (InterruptedException ended) {
        throw ended(ended);
      }
      add(portionKib);
      return portionKib;
    }

    private int take(int wanted) {
      try {
        if (!reads()) {
          readers.acquire();
          begin();
        }
        freeKib.acquire(wanted);
      } catch (InterruptedException ended) {
        throw ended(ended);
      }
      add(wanted);
      return wanted;
    }

    private synchronized boolean reads() {
      return reads;
    }

    private synchronized void begin() {
      reads = true;
      if (closed) {
        readNoMore();
        throw new CancellationException("the check was ended while it waited for its turn");
      }
    }

    private synchronized void add(int taken) {
      if (closed) {
        freeKib.release(taken);
        throw new CancellationException("the check was ended while it waited for memory");
      }
      kib += taken;
    }

    /** Gives back what a portion turned out not to need, or does not need any more. */
    synchronized void giveBack(int amount) {
      int back = Math.min(amount, kib);
      kib -= back;
      freeKib.release(back);
    }

    /** Makes room for another lot's readers. */
    synchronized void readNoMore() {
      if (reads) {
        reads = false;
        readers.release();
      }
    }

    @Override
    public synchronized void close() {
      closed = true;
      giveBack(kib);
      readNoMore();
    }
  }
}
