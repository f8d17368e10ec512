package io.tidegate.worker;

import io.tidegate.ledger.SyncJournal;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One item of {@code syncJournal}.
 *
 * @param on the cluster that holds the topic, as in a runbook's {@code offsetSyncs}
 */
record SyncJournalKeys(
    @Nullable String source, @Nullable String target, @Nullable String topic, @Nullable String on) {

  /**
   * @param key what a message calls this item
   * @param clusters the names that are configured
   */
  SyncJournal journal(String key, Set<String> clusters) {
    String from = cluster(key + ".source", source, clusters);
    String to = cluster(key + ".target", target, clusters);
    if (from.equals(to)) {
      throw new IllegalArgumentException(
          key + ".target is '" + to + "', the source as well: two clusters are needed");
    }
    return new SyncJournal(
        from,
        to,
        WorkerConfiguration.text(key + ".topic", topic),
        onSource(WorkerConfiguration.text(key + ".on", on), key) ? from : to);
  }

  private static boolean onSource(String word, String key) {
    return switch (word) {
      case "source" -> true;
      case "target" -> false;
      default ->
          throw new IllegalArgumentException(
              key + ".on is '" + word + "'; allowed: source, target");
    };
  }

  private static String cluster(String key, @Nullable String name, Set<String> clusters) {
    String given = WorkerConfiguration.text(key, name);
    if (!clusters.contains(given)) {
      throw new IllegalArgumentException(
          key + " is '" + given + "'; allowed are the clusters " + clusters);
    }
    return given;
  }
}
