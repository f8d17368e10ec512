package io.tidegate.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.dropwizard.core.Configuration;
import io.tidegate.api.http.Caller;
import io.tidegate.api.http.Tokens;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.workflows.Profile;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the api reads from its configuration file, beside Dropwizard's own keys.
 *
 * <p>One file may serve both processes. The keys that only the worker reads are named here, in one
 * place, and passed over; a key that neither process knows is an error.
 */
@JsonIgnoreProperties({
  "clusters",
  "syncJournal",
  "breakGlassDir",
  "webhook",
  "commands",
  "allowedUrls"
})
public final class ApiConfiguration extends Configuration {

  private static final String TASK_QUEUE = "tidegate";

  private final Profile profile;
  private final @Nullable LedgerSettings ledger;
  private final String taskQueue;
  private final @Nullable AuthKeys auth;

  @JsonCreator
  ApiConfiguration(
      @JsonProperty("profile") @Nullable Profile profile,
      @JsonProperty("ledger") @Nullable LedgerSettings ledger,
      @JsonProperty("temporal") @Nullable TemporalKeys temporal,
      @JsonProperty("auth") @Nullable AuthKeys auth,
      @JsonProperty("signing") @Nullable JsonNode signing) {
    if (signing != null) {
      throw new IllegalArgumentException(
          "signing: not supported yet, leave it out; nothing signs checkpoints so far");
    }
    this.profile = profile == null ? Profile.PRODUCTION : profile;
    this.ledger = ledger;
    this.taskQueue = temporal == null ? TASK_QUEUE : temporal.taskQueue();
    this.auth = auth;
  }

  /**
   * Refuses a file that lacks something. It is asked after the file was read: a key that nobody
   * knows is found by then, and is most often the one that seems to be missing.
   */
  void requireComplete() {
    var unusedLedger = ledger();
    var unusedTokens = tokens();
  }

  LedgerSettings ledger() {
    return given("ledger", ledger);
  }

  /** Prefix of the four task queues. */
  String taskQueue() {
    return taskQueue;
  }

  Tokens tokens() {
    return given("auth", auth).tokensFor(profile);
  }

  private static <T> T given(String key, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  private static String text(String key, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(key + " is missing or empty");
    }
    return value;
  }

  record TemporalKeys(String taskQueue) {
    TemporalKeys {
      text("temporal.taskQueue", taskQueue);
    }
  }

  /**
   * @param oidc of production; its behaviour is not built
   */
  record AuthKeys(@Nullable List<TokenKeys> tokens, @Nullable JsonNode oidc) {

    Tokens tokensFor(Profile profile) {
      if (oidc != null) {
        throw new IllegalArgumentException("auth.oidc: not supported yet");
      }
      if (profile == Profile.PRODUCTION) {
        throw new IllegalArgumentException(
            "auth: profile production needs auth.oidc, which is not supported yet; static tokens are for profile sandbox only");
      }
      if (tokens == null || tokens.isEmpty()) {
        throw new IllegalArgumentException(
            "auth.tokens is missing or empty: nobody could do anything");
      }
      return new Tokens(tokens.stream().map(TokenKeys::token).toList());
    }
  }

  record TokenKeys(String sha256, String subject, List<String> roles) {
    TokenKeys {
      text("auth.tokens[].subject", subject);
      text("auth.tokens[].sha256", sha256);
      if (roles == null || roles.isEmpty()) {
        throw new IllegalArgumentException(
            "auth.tokens[].roles of " + subject + " is missing or empty");
      }
    }

    Tokens.Token token() {
      return new Tokens.Token(sha256, new Caller(Caller.STATIC, subject, roles));
    }
  }
}
