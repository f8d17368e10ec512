package io.tidegate.api;

import com.codahale.metrics.health.HealthCheckRegistry;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.dropwizard.configuration.BaseConfigurationFactory;
import io.dropwizard.configuration.SubstitutingSourceProvider;
import io.dropwizard.core.Application;
import io.dropwizard.core.server.AbstractServerFactory;
import io.dropwizard.core.setup.Bootstrap;
import io.dropwizard.core.setup.Environment;
import io.dropwizard.jackson.Jackson;
import io.dropwizard.lifecycle.Managed;
import io.tidegate.api.command.Conversation;
import io.tidegate.api.command.Delivery;
import io.tidegate.api.command.Redelivery;
import io.tidegate.api.command.Runbooks;
import io.tidegate.api.command.Temporal;
import io.tidegate.api.command.TemporalWatch;
import io.tidegate.api.command.WorkerWatch;
import io.tidegate.api.http.Authentication;
import io.tidegate.api.http.BodyLimit;
import io.tidegate.api.http.Failures;
import io.tidegate.api.http.KnownQuery;
import io.tidegate.api.http.SafeHeaders;
import io.tidegate.api.http.ServerErrors;
import io.tidegate.api.rest.Resources;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.LedgerPool;
import io.tidegate.ledger.LedgerUnavailable;
import io.tidegate.workflows.Queues;
import io.tidegate.workflows.TemporalConnection;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.apache.commons.text.StringSubstitutor;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * Process 2: REST for people and programs. It reads the ledger, writes there what people say, and
 * tells Temporal.
 */
public final class ApiApplication extends Application<ApiConfiguration> {

  private static final String NAME = "tidegate-api";
  private static final int LEDGER_CONNECTIONS = 16;

  /** How long a request waits for what becomes of what it said. */
  private static final Duration ANSWER_MAX = Duration.ofSeconds(5);

  private final Map<String, String> environment;
  private @Nullable Server server;

  /**
   * @param environment the process's own, or what stands for it where several processes share a JVM
   */
  public ApiApplication(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public void initialize(Bootstrap<ApiConfiguration> bootstrap) {
    StringSubstitutor variables = new StringSubstitutor(environment);
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
                strictConfiguration(),
                prefix) {});
    bootstrap.setObjectMapper(bodies());
  }

  @Override
  public void run(ApiConfiguration configuration, Environment environment) throws Exception {
    configuration.requireComplete();
    LedgerPool pool = openLedger(configuration);
    environment.lifecycle().manage(onStop(pool));
    Ledger ledger = pool.ledger();
    TemporalConnection connection = TemporalConnection.forCalls(this.environment);
    environment.lifecycle().manage(onStop(connection));
    Temporal temporal = new Temporal(connection, new Queues(configuration.taskQueue()));
    Runbooks runbooks = new Runbooks(ledger);
    Delivery delivery = new Delivery(ledger, temporal, runbooks);
    Clock clock = Clock.systemUTC();
    Conversation conversation = new Conversation(ledger, delivery, ANSWER_MAX);
    environment.lifecycle().manage(new Redelivery(ledger, delivery, clock));
    TemporalWatch watch = new TemporalWatch(temporal);
    environment.lifecycle().manage(watch);
    WorkerWatch workers = new WorkerWatch(ledger, configuration.taskQueue(), WorkerWatch.SILENCE);

    answers(configuration, environment);
    environment.jersey().register(new Authentication(configuration.tokens()));
    Resources.of(ledger, runbooks, temporal, watch, workers, delivery, conversation, clock)
        .forEach(environment.jersey()::register);

    HealthCheckRegistry health = environment.healthChecks();
    health.register(
        "ledger", Health.of("PostgreSQL at " + configuration.ledger().url(), ledger::check));
    health.register("temporal", Health.of("Temporal at " + connection.address(), temporal::probe));
    health.register("worker", Health.ofSeen("a worker is running", workers::check));
    Metrics.serve(environment);
  }

  /** The server that {@link #run} belongs to, once it has started. */
  Server server() {
    if (server == null) {
      throw new IllegalStateException("the server has not started");
    }
    return server;
  }

  /** What every answer has in common, Jersey's and Jetty's. */
  private void answers(ApiConfiguration configuration, Environment environment) {
    if (configuration.getServerFactory() instanceof AbstractServerFactory factory) {
      factory.setRegisterDefaultExceptionMappers(false);
    }
    environment.jersey().register(new Failures());
    environment.jersey().register(new KnownQuery());
    environment.jersey().register(new BodyLimit());
    environment
        .servlets()
        .addFilter("safe-headers", new SafeHeaders())
        .addMappingForUrlPatterns(
            EnumSet.of(DispatcherType.REQUEST, DispatcherType.ERROR), false, "/*");
    environment.getApplicationContext().setErrorHandler(new ServerErrors());
    environment
        .lifecycle()
        .addServerLifecycleListener(
            started -> {
              started.setErrorHandler(new ServerErrors());
              server = started;
            });
  }

  private static LedgerPool openLedger(ApiConfiguration configuration) throws StartFailure {
    try {
      return LedgerPool.open(configuration.ledger(), NAME, LEDGER_CONNECTIONS);
    } catch (LedgerUnavailable e) {
      throw new StartFailure(StartFailure.UNAVAILABLE, String.valueOf(e.getMessage()), e);
    }
  }

  private static Managed onStop(AutoCloseable part) {
    return new Managed() {
      @Override
      public void stop() throws Exception {
        part.close();
      }
    };
  }

  private static ObjectMapper strictConfiguration() {
    return Jackson.newObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  }

  /** Request and response bodies: what is not known, said twice or of another type is refused. */
  private static ObjectMapper bodies() {
    return JsonMapper.builder()
        .addModules(new JavaTimeModule(), new ParameterNamesModule())
        .enable(
            DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
            DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
            DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(
            SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
            SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Integer,
            number ->
                number
                    .setCoercion(CoercionInputShape.String, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .withCoercionConfig(
            LogicalType.Enum,
            word -> word.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail))
        .build();
  }
}
