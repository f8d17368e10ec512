package io.tidegate.worker;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.dropwizard.core.Configuration;
import io.tidegate.activities.switches.Commands;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.ledger.SyncJournal;
import io.tidegate.workflows.Profile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the worker reads from its configuration file, beside Dropwizard's own keys.
 *
 * <p>One file may serve both processes. The keys that only the api reads are named here, in one
 * place, and passed over; a key that neither process knows is an error.
 */
@JsonIgnoreProperties({"auth", "signing"})
public final class WorkerConfiguration extends Configuration {
  private static final String TASK_QUEUE = "tidegate";

  private final Profile profile;
  private final @Nullable Map<String, Map<String, String>> clusters;
  private final @Nullable LedgerSettings ledger;
  private final String taskQueue;
  private final @Nullable WebhookKeys webhook;
  private final @Nullable List<String> allowedUrls;
  private final @Nullable Path breakGlassDir;
  private final Commands commands;
  private final List<SyncJournalKeys> syncJournal;

  @JsonCreator
  WorkerConfiguration(
      @JsonProperty("profile") @Nullable Profile profile,
      @JsonProperty("clusters") @Nullable Map<String, Map<String, String>> clusters,
      @JsonProperty("ledger") @Nullable LedgerSettings ledger,
      @JsonProperty("temporal") @Nullable TemporalKeys temporal,
      @JsonProperty("webhook") @Nullable WebhookKeys webhook,
      @JsonProperty("allowedUrls") @Nullable List<String> allowedUrls,
      @JsonProperty("breakGlassDir") @Nullable Path breakGlassDir,
      @JsonProperty("syncJournal") @Nullable List<SyncJournalKeys> syncJournal,
      @JsonProperty("commands") @Nullable Map<String, List<String>> commands) {
    this.profile = profile == null ? Profile.PRODUCTION : profile;
    this.clusters = clusters;
    this.ledger = ledger;
    this.taskQueue =
        temporal == null ? TASK_QUEUE : text("temporal.taskQueue", temporal.taskQueue());
    this.webhook = webhook;
    this.allowedUrls = allowedUrls;
    this.breakGlassDir = breakGlassDir;
    this.commands = new Commands(commands == null ? Map.of() : commands);
    this.syncJournal = syncJournal == null ? List.of() : syncJournal;
  }

  /**
   * Refuses a file that lacks something. It is asked after the file was read: a key that nobody
   * knows is found by then, and is most often the one that seems to be missing.
   */
  void requireComplete() {
    var unusedClusters = clusters();
    var unusedLedger = ledger();
    var unusedKey = webhookKey();
    var unusedUrls = allowedUrls();
    var unusedSheets = breakGlassDir();
    var unusedJournals = syncJournals();
  }

  private List<SyncJournal> journals(List<SyncJournalKeys> written) {
    Set<SyncJournal> journals = new LinkedHashSet<>();
    for (SyncJournalKeys keys : written) {
      String key = "syncJournal[" + journals.size() + "]";
      SyncJournal journal = given(key, keys).journal(key, new TreeSet<>(clusters().keySet()));
      if (!journals.add(journal)) {
        throw new IllegalArgumentException(
            key + " names topic '" + journal.topic() + "' again: once is enough");
      }
    }
    return List.copyOf(journals);
  }

  Profile profile() {
    return profile;
  }

  /** Kafka client properties by cluster name. */
  Map<String, Map<String, String>> clusters() {
    return Map.copyOf(given("clusters", clusters));
  }

  LedgerSettings ledger() {
    return given("ledger", ledger);
  }

  /** Prefix of the four task queues. */
  String taskQueue() {
    return taskQueue;
  }

  String webhookKey() {
    return text("webhook.key", given("webhook", webhook).key());
  }

  List<String> allowedUrls() {
    return List.copyOf(given("allowedUrls", allowedUrls));
  }

  /** What a switch may run, by name. */
  Commands commands() {
    return commands;
  }

  Path breakGlassDir() {
    return given("breakGlassDir", breakGlassDir);
  }

  /** The offset-syncs topics that are tailed, each once. */
  List<SyncJournal> syncJournals() {
    return journals(syncJournal);
  }

  private static <T> T given(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  static String text(String key, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(key + " is missing or empty");
    }
    return value;
  }

  record TemporalKeys(@Nullable String taskQueue) {}

  /**
   * @param key signs what the worker sends to switches and probes
   */
  record WebhookKeys(@Nullable String key) {}
}
