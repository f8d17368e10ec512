package io.tidegate.worker;

import com.codahale.metrics.health.HealthCheckRegistry;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.dropwizard.configuration.BaseConfigurationFactory;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.lifecycle.Managed;
import io.grpc.StatusRuntimeException;
import io.temporal.common.interceptors.WorkerInterceptor;
import io.temporal.serviceclient.Version;
import io.tidegate.activities.Activities;
import io.tidegate.activities.SyncTails;
import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Clusters;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerSettings;
import io.tidegate.ledger.LedgerUnavailable;
import io.tidegate.ledger.NewEntry;
import io.tidegate.workflows.Profile;
import io.tidegate.workflows.Queues;
import io.tidegate.workflows.TemporalConnection;
import io.tidegate.workflows.Workflows;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.text.StringSubstitutor;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Wiring only: the configuration's parts are opened, handed to the activities, and the four task
 * queues polled.
 */
final class WorkerApplication extends Application<WorkerConfiguration> {
  private static final String NAME = "tidegate-worker";
  private static final int LEDGER_CONNECTIONS = 16;
  private static final Duration CLUSTER_PING = Duration.ofSeconds(4);

  private final Map<String, String> environmentVariables;
  private final WorkerInterceptor[] interceptors;
  private @Nullable Server server;

  WorkerApplication(Map<String, String> environmentVariables, WorkerInterceptor... interceptors) {
    this.environmentVariables = Map.copyOf(environmentVariables);
    this.interceptors = interceptors.clone();
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public void initialize(Bootstrap<WorkerConfiguration> bootstrap) {
    StringSubstitutor variables = new StringSubstitutor(environmentVariables);
    variables.setEnableUndefinedVariableException(true);
    bootstrap.setConfigurationSourceProvider(
        new SubstitutingSourceProvider(bootstrap.getConfigurationSourceProvider(), variables));
    bootstrap.setConfigurationFactoryFactory(
        (type, validator, mapper, prefix) ->
            new BaseConfigurationFactory<>(
                new YAMLFactory().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION),
                YAMLFactory.FORMAT_NAME_YAML,
                type,
                validator,
                mapper.copy().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES),
                prefix) {});
  }

  @Override
  public void run(WorkerConfiguration configuration, Environment environment) throws Exception {
    environment.lifecycle().addServerLifecycleListener(started -> server = started);
    environment.jersey().disable();
    configuration.requireComplete();

    LedgerPool pool = ledger(configuration.ledger(), NAME, LEDGER_CONNECTIONS);
    environment.lifecycle().manage(onStop(pool));
    Ledger ledger = pool.ledger();

    Metrics metrics = new Metrics();
    environment.lifecycle().manage(onStop(metrics));
    environment.admin().addServlet("prometheus", metrics.servlet()).addMapping("/metrics");
    TemporalConnection temporal =
        TemporalConnection.forWorker(environmentVariables, metrics.temporal());
    environment.lifecycle().manage(onStop(temporal));
    Duration sticky = sticky(configuration, temporal);

    Clusters clusters = new Clusters(configuration.clusters());
    environment.lifecycle().manage(onStop(clusters));
    Activities activities =
        Activities.create(
            new Activities.Config(
                clusters,
                ledger,
                configuration.webhookKey(),
                configuration.allowedUrls(),
                configuration.commands(),
                configuration.breakGlassDir()));
    Queues queues = new Queues(configuration.taskQueue());
    OpenHistories open = new OpenHistories(ledger, temporal.client(), queues);
    environment.healthChecks().register("histories", open);
    TaskQueues polled =
        new TaskQueues(
            open,
            temporal.client(),
            queues,
            activities,
            sticky,
            LEDGER_CONNECTIONS,
            interceptors(ledger));
    environment.lifecycle().manage(polled);
    LedgerPool alone = ledger(configuration.ledger().ofUser(), NAME + "-presence", 1);
    environment.lifecycle().manage(onStop(alone));
    String identity = temporal.client().getOptions().getIdentity();
    environment
        .lifecycle()
        .manage(
            new Presence(
                polled::isPolling,
                () -> alone.ledger().workers().seen(configuration.taskQueue(), identity),
                Presence.EVERY));
    environment
        .lifecycle()
        .manage(
            new SyncJournals(
                new SyncTails(configuration.syncJournals(), clusters, ledger),
                environment.healthChecks(),
                metrics.registry()));
    healthChecks(environment.healthChecks(), configuration.ledger(), ledger, temporal, clusters);
    ledger
        .entries()
        .append(
            new NewEntry("worker-started", null, "tidegate", build(environment.getObjectMapper())));
  }

  private WorkerInterceptor[] interceptors(Ledger ledger) {
    return Stream.concat(Stream.of(new StepWaits(ledger.waits())), Arrays.stream(interceptors))
        .toArray(WorkerInterceptor[]::new);
  }

  private static LedgerPool ledger(LedgerSettings settings, String name, int connections)
      throws StartFailure {
    try {
      return LedgerPool.open(settings, name, connections);
    } catch (LedgerUnavailable e) {
      throw new StartFailure(StartFailure.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static Duration sticky(WorkerConfiguration configuration, TemporalConnection temporal)
      throws StartFailure {
    if (!embedded(temporal)) {
      return Workflows.STICKY;
    }
    if (configuration.profile() == Profile.PRODUCTION) {
      throw new IllegalArgumentException(
          "Temporal at "
              + temporal.address()
              + " is the in-JVM service, which loses every wave with its process; profile production needs a real one");
    }
    return Workflows.STICKY_EMBEDDED;
  }

  private static boolean embedded(TemporalConnection temporal) throws StartFailure {
    try {
      return temporal.isEmbedded();
    } catch (StatusRuntimeException e) {
      throw new StartFailure(
          StartFailure.UNAVAILABLE,
          "Temporal at " + temporal.address() + " does not answer: " + e.getMessage(),
          e);
    }
  }

  private static void healthChecks(
      HealthCheckRegistry health,
      LedgerSettings settings,
      Ledger ledger,
      TemporalConnection temporal,
      Clusters clusters) {
    health.register("ledger", new PartCheck("PostgreSQL at " + settings.url(), ledger::check));
    health.register(
        "temporal", new PartCheck("Temporal at " + temporal.address(), temporal::check));
    for (String name : clusters.names()) {
      health.register(
          "cluster-" + name, new PartCheck("Kafka cluster " + name, () -> ask(clusters.get(name))));
    }
  }

  private static void ask(Cluster cluster) {
    cluster
        .ping(CLUSTER_PING)
        .ifPresent(
            why -> {
              throw new IllegalStateException(why);
            });
  }

  /** Which code decides from now on: an auditor compares it with what a wave was run by. */
  private static String build(ObjectMapper json) {
    String version = WorkerApplication.class.getPackage().getImplementationVersion();
    return json.createObjectNode()
        .put("tidegate", version == null ? "not packaged" : version)
        .put("temporalSdk", Version.LIBRARY_VERSION)
        .toString();
  }

  private static Managed onStop(AutoCloseable part) {
    return new Managed() {
      @Override
      public void stop() throws Exception {
        part.close();
      }
    };
  }

  Server server() {
    if (server == null) {
      throw new IllegalStateException("the worker has not started");
    }
    return server;
  }
}
