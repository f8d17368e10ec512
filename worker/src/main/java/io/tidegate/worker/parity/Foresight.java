package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.activities.proof.ProofRequest;
import io.tidegate.activities.proof.ReadPlan;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Says what a check is going to read, where it is long; in time, and without holding it up. */
final class Foresight {

  /** Below all of them it is a matter of seconds, and nobody needs to be told. */
  static final long LONG_RECORDS = 200_000;

  static final long LONG_BYTES = 128L * 1024 * 1024;

  /** At the read limit. */
  static final long LONG_SECONDS = 4;

  private static final int BOTH = 2;

  private Foresight() {}

  /** Counts beside the check, since a short one shall not wait for it. */
  static void tell(List<ProofRequest> requests, Ends ends, ReadLimit limit, ProgressLine progress) {
    Thread counting =
        new Thread(
            () -> {
              try {
                ReadPlan plan = ReadPlan.of(requests, ends.source(), ends.target());
                words(plan, limit)
                    .ifPresent(
                        words -> {
                          progress.say(words);
                          Long bytes = plan.bytes();
                          if (bytes != null) {
                            progress.plans(BOTH * bytes, ends::bytesRead);
                          }
                        });
              } catch (RuntimeException notNow) {
                // the check meets the same failure and says it, or is over
              }
            },
            "foresight");
    counting.setDaemon(true);
    counting.start();
  }

  /** Empty where it is short. */
  static Optional<String> words(ReadPlan plan, ReadLimit limit) {
    Long bytes = plan.bytes();
    if (plan.records() < LONG_RECORDS && (bytes == null || isShort(bytes, limit))) {
      return Optional.empty();
    }
    String words = "about to read " + plan.records() + " records of each cluster";
    if (bytes == null) {
      return Optional.of(words);
    }
    words += ", " + Math.max(1, bytes / ProgressLine.MEBIBYTE) + " MiB of each as they lie on disk";
    return Optional.of(
        limit.equals(ReadLimit.NONE)
            ? words
            : words
                + ", which takes "
                + Duration.ofSeconds(Math.max(1, bytes / limit.bytesPerSecond()))
                + " or more at the read limit");
  }

  private static boolean isShort(long bytes, ReadLimit limit) {
    return bytes < LONG_BYTES && bytes / limit.bytesPerSecond() < LONG_SECONDS;
  }
}
