package io.tidegate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.core.setup.Bootstrap;
import io.tidegate.ledger.SyncJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkerConfigurationTest {
  private static final String GOOD =
      """
      profile: sandbox
      clusters: {legacy: {bootstrap.servers: "127.0.0.1:1"}}
      ledger: {url: "jdbc:postgresql://127.0.0.1:1/none", user: tidegate, password: secret}
      temporal: {taskQueue: q}
      webhook: {key: k}
      allowedUrls: []
      breakGlassDir: sheets
      """;

  @TempDir private Path folder;

  private WorkerConfiguration read(Path file, Map<String, String> environment) throws Exception {
    WorkerApplication application = new WorkerApplication(environment);
    Bootstrap<WorkerConfiguration> bootstrap = new Bootstrap<>(application);
    application.initialize(bootstrap);
    return bootstrap
        .getConfigurationFactoryFactory()
        .create(
            WorkerConfiguration.class,
            bootstrap.getValidatorFactory().getValidator(),
            bootstrap.getObjectMapper(),
            "dw")
        .build(bootstrap.getConfigurationSourceProvider(), file.toString());
  }

  private Path file(String text) throws Exception {
    return Files.writeString(folder.resolve("worker.yml"), text);
  }

  @Test
  void theExampleIsAConfiguration() throws Exception {
    Map<String, String> environment =
        Map.of("LEDGER_PASSWORD", "p", "LEDGER_MIGRATE_PASSWORD", "m", "WEBHOOK_KEY", "k");

    WorkerConfiguration example = read(Path.of("worker.example.yml"), environment);

    assertThat(example.clusters()).containsOnlyKeys("legacy", "cloud");
    assertThat(example.taskQueue()).isEqualTo("tidegate");
    assertThat(example.commands().byName())
        .as("those that runbooks/producers.yaml names")
        .containsOnlyKeys("scale-orders", "mirror-orders");
  }

  @Test
  void theFileOfTheComposeSetUpIsAConfiguration() throws Exception {
    Map<String, String> environment =
        Map.of(
            "LEDGER_URL", "jdbc:postgresql://postgres:5432/tidegate",
            "LEDGER_PASSWORD", "p",
            "LEDGER_MIGRATE_PASSWORD", "m",
            "WEBHOOK_KEY", "k");

    assertThat(read(Path.of("..", "docker", "tidegate.yml"), environment).clusters())
        .containsOnlyKeys("legacy", "cloud");
  }

  @Test
  void theKeysOfTheApiMayStandInTheSameFile() throws Exception {
    String both = GOOD + "auth: {tokens: []}\nsigning: {keyFile: f}\n";

    assertThat(read(file(both), Map.of()).taskQueue()).isEqualTo("q");
  }

  @Test
  void syncJournalsNameTheirClustersAndTheOneThatHoldsTheTopic() throws Exception {
    String two =
        GOOD.replace(
            "clusters: {legacy", "clusters: {cloud: {bootstrap.servers: \"127.0.0.1:1\"}, legacy");
    String item = "{source: legacy, target: cloud, topic: syncs, on: %s}";
    String journals = "syncJournal: [" + item.formatted("source") + ", " + item.formatted("target");

    assertThat(read(file(two), Map.of()).syncJournals()).isEmpty();
    assertThat(read(file(two + journals + "]"), Map.of()).syncJournals())
        .containsExactly(
            new SyncJournal("legacy", "cloud", "syncs", "legacy"),
            new SyncJournal("legacy", "cloud", "syncs", "cloud"));
    Path twice = file(two + journals + ", " + item.formatted("target") + "]");
    assertThatThrownBy(() -> WorkerProcess.start(twice, Map.of()))
        .hasMessage(twice + ": syncJournal[2] names topic 'syncs' again: once is enough");
    Path without = file(two + "syncJournal: [{source: legacy, target: cloud, topic: t}]");
    assertThatThrownBy(() -> WorkerProcess.start(without, Map.of()))
        .hasMessage(without + ": syncJournal[0].on is missing or empty");
    Path wrong = file(two + "syncJournal: [{source: legacy, target: cloud, topic: t, on: both}]");
    assertThatThrownBy(() -> WorkerProcess.start(wrong, Map.of()))
        .hasMessage(wrong + ": syncJournal[0].on is 'both'; allowed: source, target");
    Path empty = file(two + "syncJournal: [{source: legacy, target: cloud, on: source}]");
    assertThatThrownBy(() -> WorkerProcess.start(empty, Map.of()))
        .hasMessage(empty + ": syncJournal[0].topic is missing or empty");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          profile: sandbox   | profile: sandboxx                 | profile is 'sandboxx'; allowed: sandbox, production
          ledger:            | ledgr:                            | ledgr
          clusters:          | cluster:                          | cluster
          temporal:          | temporl:                          | temporl
          temporal:          | profile: sandbox                  | Duplicate field 'profile'
          temporal: {taskQueue: q} | temporal: {}                | temporal.taskQueue is missing or empty
          webhook: {key: k}  |                                   | webhook is missing
          key: k             | key: ""                           | webhook.key is missing or empty
          jdbc:postgresql    | jdbc:mysql                        | allowed: jdbc:postgresql
          , password: secret |                                   | ledger.password is missing
          password: secret   | password: "${NOT_SET}"            | NOT_SET
          temporal: {taskQueue: q} | commands: {scale: kubectl}        | commands
          temporal: {taskQueue: q} | commands: {scale: []}             | commands.scale must be a list of arguments
          temporal: {taskQueue: q} | commands: {scale: [" "]}          | commands.scale must be a list of arguments
          temporal: {taskQueue: q} | commands: {"a b": [kubectl]}      | commands: "a b" is not
          temporal: {taskQueue: q} | syncJournal: [{target: legacy}]   | syncJournal[0].source is missing or empty
          temporal: {taskQueue: q} | syncJournal: [{source: x}]        | syncJournal[0].source is 'x'; allowed are the clusters [legacy]
          temporal: {taskQueue: q} | syncJournal: [{source: legacy, target: legacy}] | two clusters are needed
          temporal: {taskQueue: q} | syncJournal: [{sources: legacy}]  | sources
          temporal: {taskQueue: q} | syncJournal: [{on: [both]}]       | syncJournal
          allowedUrls: []    | syncJournal: legacy               | syncJournal
          breakGlassDir: sheets |                                | breakGlassDir is missing
          """)
  void whatItCannotBeIsNamedAndEndsWith64(String good, String bad, String named) throws Exception {
    Path config = file(GOOD.replace(good, bad == null ? "" : bad));

    assertThatThrownBy(() -> WorkerProcess.start(config, Map.of()))
        .isInstanceOfSatisfying(
            StartFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(StartFailure.BAD_INPUT))
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          jdbc:postgresql          | jdbc:mysql                | : ledger.url is 'jdbc:mysql://127.0.0.1:1/none'; allowed: jdbc:postgresql://HOST:PORT/DATABASE
          user: tidegate           | user: ""                  | : ledger.user is blank: a text is required
          , password: secret       |                           | : ledger.password is missing
          temporal: {taskQueue: q} | temporal: {taskQueue: ""} | : temporal.taskQueue is missing or empty
          temporal: {taskQueue: q} | temporal: {}              | : temporal.taskQueue is missing or empty
          """)
  void aBadKeyReadsAsInTheApi(String good, String bad, String said) throws Exception {
    Path config = file(GOOD.replace(good, bad == null ? "" : bad));

    assertThatThrownBy(() -> WorkerProcess.start(config, Map.of())).hasMessage(config + said);
  }

  @Test
  void aFileThatIsNotThereIsNamedAndEndsWith64() {
    assertThatThrownBy(() -> WorkerProcess.start(folder.resolve("none.yml"), Map.of()))
        .isInstanceOfSatisfying(
            StartFailure.class,
            failure -> assertThat(failure.exitCode()).isEqualTo(StartFailure.BAD_INPUT))
        .hasMessageContaining("none.yml is not a file that can be read");
  }
}
