package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.worker.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files as people have them, and what is wrong with the others. */
class ClientFileTest {
  private static final String SERVERS = "bootstrap.servers=127.0.0.1:9092\n";

  @TempDir private Path folder;

  @Test
  void aFileForAllClientsOfATeamIsTaken() throws Exception {
    ClientFile file =
        ClientFile.read(
            file(
                SERVERS
                    + """
                    # one file for all our tools
                    security.protocol=SASL_SSL
                    sasl.mechanism=SCRAM-SHA-512
                    sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="p";
                    ssl.truststore.type=PEM
                    ssl.endpoint.identification.algorithm=
                    client.rack=a
                    client.dns.lookup=use_all_dns_ips
                    group.id=somebody
                    enable.auto.commit=true
                    group.protocol=consumer
                    partition.assignment.strategy=com.example.OurAssignor
                    key.deserializer=io.confluent.kafka.serializers.KafkaAvroDeserializer
                    schema.registry.url=http://registry
                    basic.auth.credentials.source=USER_INFO
                    acks=all
                    linger.ms=5
                    auto.include.jmx.reporter=true
                    config.providers=env
                    config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider
                    """));

    assertThat(file.bootstrapServers()).isEqualTo("127.0.0.1:9092");
    assertThat(file.properties())
        .containsEntry("client.rack", "a")
        .containsEntry("security.protocol", "SASL_SSL")
        .doesNotContainKeys("group.id", "key.deserializer", "partition.assignment.strategy")
        .as("refused by a consumer without a group")
        .doesNotContainKey("enable.auto.commit");
  }

  @Test
  void aClassOfTheUsersOwnMayReadAnyKey() throws Exception {
    String own = "sasl.login.class=" + String.class.getName() + "\nour.vault.path=/kv/kafka\n";
    assertThat(ClientFile.read(file(SERVERS + own)).properties()).containsKey("our.vault.path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sasl.mechanisms=PLAIN | unknown property sasl.mechanisms (did you mean sasl.mechanism?); the keys of Kafka's admin, consumer and producer clients are allowed
          sasl.username=u | unknown property sasl.username; the keys of Kafka's admin, consumer and producer clients are allowed
          security.protcol=SSL | unknown property security.protcol (did you mean security.protocol?); the keys of Kafka's admin, consumer and producer clients are allowed
          security.protocol=TLS | Invalid value TLS for configuration security.protocol
          request.timeout.ms=soon | Invalid value soon for configuration request.timeout.ms
          max.poll.records=0 | Invalid value 0 for configuration max.poll.records
          bootstrap.servers= | bootstrap.servers is missing: host:port of one or more brokers
          sasl.login.callback.handler.class=com.example.Vault | Name its jar in the environment variable TIDEGATE_CLASSPATH.
          a=\\u00 | not a properties file
          """)
  void whatIsWrongIsNamedOnOneLine(String property, String words) throws Exception {
    Path file = file(SERVERS + property + "\n");
    assertThat(refusal(file)).startsWith(file + ": ").contains(words);
  }

  @Test
  void severalUnknownPropertiesAreNamedAtOnce() throws Exception {
    assertThat(refusal(file(SERVERS + "b.c=1\na.b=2\n"))).contains("unknown properties a.b, b.c;");
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(refusal(folder.resolve("none"))).endsWith("none: no such file");
    assertThat(refusal(folder)).contains("a folder, not a file");
    assertThat(refusal(Path.of("")))
        .isEqualTo("a file of Kafka client properties has no name: it is empty");
  }

  @Test
  void bytesThatAreNoTextAreRefused() throws Exception {
    Path file = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertThat(refusal(file)).endsWith("not a text file in UTF-8");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("client.properties"), text);
  }

  private static String refusal(Path file) {
    StartFailure failure = catchThrowableOfType(StartFailure.class, () -> ClientFile.read(file));
    assertThat(failure.exitCode()).isEqualTo(64);
    assertThat(String.valueOf(failure.getMessage()).lines()).hasSize(1);
    return String.valueOf(failure.getMessage());
  }
}
