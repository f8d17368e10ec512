package io.tidegate.worker;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.core.Configuration;
import io.tidegate.ledger.LedgerSettings;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The worker's configuration file. One file may serve both processes: the api's keys are known here and left alone, a key that
 * neither process knows is an error.
 */
public final class WorkerConfiguration extends Configuration {
  @JsonProperty @NotNull private Profile profile = Profile.PRODUCTION;
  @JsonProperty @NotEmpty private Map<String, Map<String, String>> clusters = Map.of();
  @JsonProperty @NotNull private @Nullable LedgerSettings ledger;
  @JsonProperty @NotNull private Temporal temporal = new Temporal("tidegate");
  @JsonProperty @NotNull private @Nullable Webhook webhook;
  @JsonProperty @NotNull private List<String> allowedUrls = List.of();
  @JsonProperty @NotNull private @Nullable Path breakGlassDir;

  /** Not supported yet; given, they are refused by name. */
  @JsonProperty private @Nullable JsonNode syncJournal;

  @JsonProperty private @Nullable JsonNode commands;

  /** The api's. */
  @JsonProperty private @Nullable JsonNode auth;

  @JsonProperty private @Nullable JsonNode signing;

  enum Profile {
    @JsonProperty("sandbox")
    SANDBOX,
    @JsonProperty("production")
    PRODUCTION
  }

  /** @param taskQueue prefix of the four task queues */
  record Temporal(String taskQueue) {}

  /** @param key signs what the worker sends to switches and probes */
  record Webhook(String key) {}

  Profile profile() {
    return profile;
  }

  /** Kafka client properties by cluster name. */
  Map<String, Map<String, String>> clusters() {
    return clusters;
  }

  LedgerSettings ledger() {
    return given("ledger", ledger);
  }

  String taskQueue() {
    return temporal.taskQueue();
  }

  String webhookKey() {
    return given("webhook", webhook).key();
  }

  List<String> allowedUrls() {
    return List.copyOf(allowedUrls);
  }

  Path breakGlassDir() {
    return given("breakGlassDir", breakGlassDir);
  }

  /** Throws for a key that is known but has no behaviour yet: nothing is accepted and ignored. */
  void refuseWhatIsNotBuilt() {
    refuse("syncJournal", syncJournal);
    refuse("commands", commands);
  }

  private static void refuse(String key, @Nullable JsonNode value) {
    if (value != null && !value.isEmpty()) {
      throw new IllegalArgumentException("configuration key " + key + " is not supported yet; leave it out");
    }
  }

  /** Validation has refused a file without it. */
  private static <T> T given(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("configuration key " + key + " is missing");
    }
    return value;
  }
}
