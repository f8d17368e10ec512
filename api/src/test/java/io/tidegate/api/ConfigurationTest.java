package io.tidegate.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dropwizard.core.setup.Bootstrap;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

  private static final String HASH = "0".repeat(64);
  private static final String GOOD =
      """
      profile: sandbox
      ledger: {url: "jdbc:postgresql://127.0.0.1:1/none", user: tidegate, password: secret}
      temporal: {taskQueue: q}
      auth: {tokens: [{sha256: "%s", subject: alice, roles: [viewer]}]}
      """
          .formatted(HASH);

  @Test
  void theExampleIsAConfiguration() throws Exception {
    Map<String, String> environment =
        Map.of(
            "LEDGER_PASSWORD", "p",
            "LEDGER_MIGRATE_PASSWORD", "m",
            "TOKEN_SHA256_RELEASE_MANAGER", HASH,
            "TOKEN_SHA256_OWNER", HASH,
            "TOKEN_SHA256_ON_CALL", HASH);

    ApiConfiguration example = read(Path.of("api.example.yml"), environment);

    assertThat(example.taskQueue()).isEqualTo("tidegate");
    assertThat(example.ledger().url()).isEqualTo("jdbc:postgresql://127.0.0.1:5432/tidegate");
  }

  @Test
  void theFileOfTheComposeSetUpIsAConfiguration() throws Exception {
    Map<String, String> environment =
        Map.of(
            "LEDGER_URL", "jdbc:postgresql://postgres:5432/tidegate",
            "LEDGER_PASSWORD", "p",
            "LEDGER_MIGRATE_PASSWORD", "m",
            "WEBHOOK_KEY", "k");

    assertThat(read(Path.of("..", "docker", "tidegate.yml"), environment).taskQueue())
        .isEqualTo("tidegate");
  }

  @Test
  void theKeysOfTheWorkerMayStandInTheSameFile() throws Exception {
    String both =
        GOOD
            + """
            clusters: {legacy: {bootstrap.servers: "h:1"}}
            syncJournal: []
            breakGlassDir: /var/lib/tidegate
            webhook: {key: k}
            commands: {}
            allowedUrls: []
            """;

    assertThat(read(Api.file("both", both), Map.of()).taskQueue()).isEqualTo("q");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          profile: sandbox   | profile: production                     | profile production needs auth.oidc, which is not supported yet
          profile: sandbox   | profile: sandboxx                       | profile is 'sandboxx'; allowed: sandbox, production
          ledger:            | ledgr:                                  | ledgr
          auth: {            | auht: {                                 | auht
          temporal:          | temporl:                                | temporl
          temporal:          | profile: sandbox                        | Duplicate field 'profile'
          auth: {            | auth: {oidc: {issuer: "i"},             | auth.oidc: not supported yet
          temporal:          | signing: {keyFile: "f"}#                | signing: not supported yet
          jdbc:postgresql    | jdbc:mysql                              | allowed: jdbc:postgresql
          subject: alice     | subject: ""                             | auth.tokens[].subject is missing or empty
          [viewer]           | []                                      | roles of alice
          "0000              | "000g                                   | sha256 of alice is not 64 lowercase hex digits
          password: secret   | password: "${NOT_SET}"                  | NOT_SET
          , password: secret |                                         | ledger.password is missing
          """)
  void whatItCannotBeIsNamedAndEndsWith64(String good, String bad, String named) {
    String config = GOOD.replace(good, bad == null ? "" : bad);

    StartFailure failure =
        catchThrowableOfType(
            StartFailure.class, () -> ApiProcess.start(Api.file("bad", config), Map.of()));

    assertThat(failure)
        .hasMessageContaining(named)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("secret");
    assertThat(failure.exitCode()).isEqualTo(64);
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
  void aBadKeyReadsAsInTheWorker(String good, String bad, String said) {
    Path file = Api.file("bad", GOOD.replace(good, bad == null ? "" : bad));

    assertThat(catchThrowableOfType(StartFailure.class, () -> ApiProcess.start(file, Map.of())))
        .hasMessage(file + said);
  }

  @Test
  void aLedgerThatIsAwayEndsWith69() {
    StartFailure failure =
        catchThrowableOfType(
            StartFailure.class, () -> ApiProcess.start(Api.file("away", GOOD), Map.of()));

    assertThat(failure).hasMessageContaining("jdbc:postgresql://127.0.0.1:1/none");
    assertThat(failure.exitCode()).isEqualTo(69);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    StartFailure failure =
        catchThrowableOfType(
            StartFailure.class, () -> ApiProcess.start(Path.of("nowhere.yml"), Map.of()));

    assertThat(failure).hasMessage("nowhere.yml is not a file that can be read");
    assertThat(failure.exitCode()).isEqualTo(64);
  }

  private static ApiConfiguration read(Path file, Map<String, String> environment)
      throws Exception {
    Bootstrap<ApiConfiguration> bootstrap = new Bootstrap<>(new ApiApplication(environment));
    bootstrap.getApplication().initialize(bootstrap);
    return bootstrap
        .getConfigurationFactoryFactory()
        .create(
            ApiConfiguration.class,
            bootstrap.getValidatorFactory().getValidator(),
            bootstrap.getObjectMapper(),
            "dw")
        .build(bootstrap.getConfigurationSourceProvider(), file.toString());
  }
}
