package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.sandbox.KafkaSandbox;
import io.tidegate.worker.parity.Command.Answer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command between clusters that speak TLS alone and ask their clients for a certificate, by
 * Kafka's own properties and nothing else.
 */
class TlsParityIT {
  private static final String PASSWORD = "only-for-tests";

  @TempDir private static Path folder;

  private static Path brokerKeys;
  private static Path brokerTrusted;
  private static KafkaSandbox legacy;
  private static KafkaSandbox cloud;

  @BeforeAll
  static void fill() throws Exception {
    brokerKeys = keys("broker");
    brokerTrusted = trusted("broker", brokerKeys);
    legacy = start("tls-legacy");
    cloud = start("tls-cloud");
    try (Logs onLegacy = new Logs(Map.copyOf(properties(legacy)));
        Logs onCloud = new Logs(Map.copyOf(properties(cloud)))) {
      for (Logs on : List.of(onLegacy, onCloud)) {
        on.create("orders", 1);
        on.write("orders", 0, 0, 100, number -> true);
      }
      onLegacy.commit("reader", Map.of(new TopicPartition("orders", 0), 40L));
    }
  }

  @AfterAll
  static void stop() {
    legacy.close();
    cloud.close();
  }

  @Test
  void aTableComesOutOverTls() throws Exception {
    Answer answer = run(file("source", properties(legacy)), file("target", properties(cloud)));
    assertThat(answer.code()).as(answer.out() + answer.err()).isZero();
    assertThat(answer.out()).containsPattern("orders +0 +40 -> 40 +EXACT +GREEN");
  }

  @Test
  void aBrokerThatTheTruststoreDoesNotKnowIsOneLine() throws Exception {
    Map<String, String> stranger = properties(cloud);
    stranger.put("ssl.truststore.location", trusted("stranger", keys("stranger")).toString());
    Path file = file("stranger", stranger);
    Answer answer = run(file("source", properties(legacy)), file);
    assertThat(answer.code()).isEqualTo(69);
    assertThat(answer.line())
        .startsWith("tidegate parity: the target cluster cannot be reached (" + file)
        .contains("SSL handshake failed")
        .doesNotContain(PASSWORD);
  }

  @Test
  void aTruststoreThatIsNotThereIsBadInputInOneLine() throws Exception {
    Map<String, String> missing = properties(cloud);
    Path nowhere = folder.resolve("nowhere.p12");
    missing.put("ssl.truststore.location", nowhere.toString());
    Path file = file("missing", missing);
    Answer answer = run(file("source", properties(legacy)), file);
    assertThat(answer.code()).isEqualTo(64);
    assertThat(answer.line())
        .startsWith("tidegate parity: " + file)
        .contains(nowhere.toString())
        .doesNotContain(PASSWORD);
  }

  @Test
  void aTruststoreThatItsPasswordDoesNotOpenIsBadInputInOneLine() throws Exception {
    Map<String, String> closed = properties(cloud);
    closed.put("ssl.truststore.password", "guessed-wrong");
    Path file = file("closed", closed);
    Answer answer = run(file("source", properties(legacy)), file);
    assertThat(answer.code()).isEqualTo(64);
    assertThat(answer.line())
        .startsWith("tidegate parity: " + file)
        .contains("keystore password was incorrect")
        .doesNotContain("guessed-wrong");
  }

  private static Answer run(Path source, Path target) {
    return Command.run(
        List.of("--source", source.toString(), "--target", target.toString(), "--group", "reader"));
  }

  private static KafkaSandbox start(String name) {
    Map<String, String> settings = new HashMap<>(stores());
    settings.put("listener.security.protocol.map", "CLIENT:SSL,CONTROLLER:PLAINTEXT");
    settings.put("ssl.client.auth", "required");
    return KafkaSandbox.start(name, settings);
  }

  /** What brokers and clients show, and whom they believe: here the same certificate. */
  private static Map<String, String> stores() {
    return Map.of(
        "ssl.keystore.location",
        brokerKeys.toString(),
        "ssl.keystore.type",
        "PKCS12",
        "ssl.keystore.password",
        PASSWORD,
        "ssl.truststore.location",
        brokerTrusted.toString(),
        "ssl.truststore.type",
        "PKCS12",
        "ssl.truststore.password",
        PASSWORD);
  }

  private static Map<String, String> properties(KafkaSandbox cluster) {
    Map<String, String> properties = new TreeMap<>(stores());
    properties.put("bootstrap.servers", cluster.bootstrapServers());
    properties.put("security.protocol", "SSL");
    return properties;
  }

  private static Path file(String name, Map<String, String> properties) throws Exception {
    List<String> lines = new ArrayList<>();
    properties.forEach((key, value) -> lines.add(key + "=" + value));
    return Files.write(folder.resolve(name + ".properties"), lines);
  }

  /** A key and its own certificate for 127.0.0.1. */
  private static Path keys(String name) throws Exception {
    Path store = folder.resolve(name + ".p12");
    keytool(
        "-genkeypair",
        "-alias",
        name,
        "-keyalg",
        "EC",
        "-dname",
        "CN=" + name,
        "-validity",
        "2",
        "-ext",
        "SAN=ip:127.0.0.1",
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString());
    return store;
  }

  private static Path trusted(String name, Path keys) throws Exception {
    Path certificate = folder.resolve(name + ".crt");
    Path store = folder.resolve(name + "-trusted.p12");
    keytool(
        "-exportcert",
        "-alias",
        name,
        "-keystore",
        keys.toString(),
        "-file",
        certificate.toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        name,
        "-file",
        certificate.toString(),
        "-storetype",
        "PKCS12",
        "-keystore",
        store.toString());
    return store;
  }

  private static void keytool(String... words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words));
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
  }
}
