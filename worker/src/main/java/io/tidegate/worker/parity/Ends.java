package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.worker.StartFailure;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The two clusters of a check, both known to answer. */
public final class Ends implements AutoCloseable {
  static final String SOURCE = "source";
  static final String TARGET = "target";

  /** With the start of the JVM well below the 20 s after which a person must know. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(10);

  /**
   * The client takes the first bytes of whatever comes for a length, and wants that much memory.
   */
  private static final String NOT_KAFKA =
      "what answers there does not speak Kafka's protocol; check the address, the port and"
          + " security.protocol";

  private final ClientFile sourceFile;
  private final ClientFile targetFile;
  private final Clusters clusters;

  private Ends(ClientFile sourceFile, ClientFile targetFile, ReadLimit limit) {
    this.sourceFile = sourceFile;
    this.targetFile = targetFile;
    this.clusters =
        new Clusters(
            Map.of(SOURCE, sourceFile.properties(), TARGET, targetFile.properties()), limit);
  }

  /**
   * Connects to both at once.
   *
   * @throws StartFailure with 64 if the properties of one make no client, with 69 if one does not
   *     answer within {@link #ANSWER_MAX}
   */
  public static Ends reach(ClientFile sourceFile, ClientFile targetFile, ReadLimit limit)
      throws StartFailure {
    Ends ends = new Ends(sourceFile, targetFile, limit);
    try {
      CompletableFuture<Void> target =
          CompletableFuture.runAsync(() -> ends.reach(ends.target(), targetFile));
      ends.reach(ends.source(), sourceFile);
      target.join();
      return ends;
    } catch (Unreached | CompletionException failed) {
      ends.close();
      Throwable cause = failed instanceof CompletionException ? failed.getCause() : failed;
      if (cause instanceof Unreached unreached) {
        throw unreached.failure;
      }
      throw failed;
    }
  }

  /** The cluster that is left. */
  public Cluster source() {
    return clusters.get(SOURCE);
  }

  /** The cluster that is moved to. */
  public Cluster target() {
    return clusters.get(TARGET);
  }

  ClientFile sourceFile() {
    return sourceFile;
  }

  ClientFile targetFile() {
    return targetFile;
  }

  private void reach(Cluster cluster, ClientFile file) {
    try {
      cluster.open();
    } catch (KafkaUnavailable unknownHost) {
      throw new Unreached(away(cluster, file, unknownHost));
    } catch (KafkaFailure refused) {
      throw new Unreached(
          new StartFailure(StartFailure.BAD_INPUT, file.file() + ": " + refused.reason(), refused));
    }
    try {
      cluster.id(ANSWER_MAX);
    } catch (KafkaFailure failed) {
      throw new Unreached(away(cluster, file, failed));
    } catch (OutOfMemoryError notAnAnswer) {
      throw new Unreached(away(cluster, file, NOT_KAFKA, notAnAnswer));
    }
  }

  private static StartFailure away(Cluster cluster, ClientFile file, KafkaFailure why) {
    return away(cluster, file, reason(why), why);
  }

  private static StartFailure away(
      Cluster cluster, ClientFile file, String reason, Throwable cause) {
    return new StartFailure(
        StartFailure.UNAVAILABLE,
        "the %s cluster cannot be reached (%s, bootstrap.servers %s): %s"
            .formatted(cluster.name(), file.file(), file.bootstrapServers(), reason),
        cause);
  }

  /** The client's words for silence name one of its own calls. */
  private static String reason(KafkaFailure why) {
    return why instanceof KafkaUnavailable away && away.timedOut()
        ? "no broker answered within "
            + ANSWER_MAX.toSeconds()
            + " s; check the address, and that security.protocol is the one it listens with"
        : why.reason();
  }

  /** Bytes that the check has fetched of both so far. */
  long bytesRead() {
    return source().bytesRead() + target().bytesRead();
  }

  @Override
  public void close() {
    clusters.close();
  }

  /** Carries a failure out of a thread. */
  private static final class Unreached extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final StartFailure failure;

    Unreached(StartFailure failure) {
      super(failure);
      this.failure = failure;
    }
  }
}
