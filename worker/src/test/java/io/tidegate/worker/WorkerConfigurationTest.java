package io.tidegate.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dropwizard.core.setup.Bootstrap;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          profile: sandbox   | profile: test                     | profile
          temporal:          | temporl:                          | temporl
          temporal:          | profile: sandbox                  | Duplicate field 'profile'
          temporal: {taskQueue: q} | temporal: {}                | temporal.taskQueue is missing or empty
          webhook: {key: k}  |                                   | webhook is missing
          key: k             | key: ""                           | webhook.key is missing or empty
          jdbc:postgresql    | jdbc:mysql                        | allowed: jdbc:postgresql
          , password: secret |                                   | ledger.password is missing
          password: secret   | password: "${NOT_SET}"            | NOT_SET
          allowedUrls: []    | commands: {scale: [kubectl]}      | commands: not supported yet
          allowedUrls: []    | commands: kubectl                 | commands: not supported yet
          allowedUrls: []    | syncJournal: [{topic: t}]         | syncJournal: not supported yet
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
