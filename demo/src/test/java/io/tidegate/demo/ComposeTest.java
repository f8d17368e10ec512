package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What can be held of docker-compose.yml without a container engine: files, variables and ports
 * against what the processes read.
 */
class ComposeTest {
  private static final Path ROOT = Path.of("..");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)}");

  private static JsonNode yaml(String file) throws IOException {
    return new ObjectMapper(new YAMLFactory()).readTree(ROOT.resolve(file).toFile());
  }

  /** The merge key of YAML, which Jackson leaves alone. */
  private static JsonNode service(String name) throws IOException {
    JsonNode services = yaml("docker-compose.yml").path("services");
    return services.path(name);
  }

  @Test
  void everyMountedFileIsPresent() throws IOException {
    List<Path> mounted = new ArrayList<>();
    for (JsonNode service : yaml("docker-compose.yml").path("services")) {
      for (JsonNode volume : service.path("volumes")) {
        if (volume.asText().startsWith("./")) {
          mounted.add(ROOT.resolve(volume.asText().split(":", 2)[0]));
        }
      }
    }

    assertThat(mounted).hasSizeGreaterThanOrEqualTo(3).allMatch(Files::isRegularFile);
  }

  @Test
  void everyVariableThatTheConfigurationReadsIsSet() throws IOException {
    String configuration = Files.readString(ROOT.resolve("docker/tidegate.yml"));
    Set<String> read =
        VARIABLE
            .matcher(configuration)
            .results()
            .map(found -> found.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> set = new TreeSet<>();
    service("worker").path("environment").fieldNames().forEachRemaining(set::add);

    assertThat(read).isNotEmpty();
    assertThat(set).containsAll(read).contains("TEMPORAL_ADDRESS", "TEMPORAL_NAMESPACE");
  }

  @Test
  void thePublishedPortIsTheApisAndOnlyOnThisMachine() throws IOException {
    int port =
        yaml("docker/tidegate.yml")
            .path("server")
            .path("applicationConnectors")
            .path(0)
            .path("port")
            .asInt();

    assertThat(service("api").path("ports").path(0).asText())
        .isEqualTo("127.0.0.1:" + port + ":" + port);
    for (JsonNode service : yaml("docker-compose.yml").path("services")) {
      service
          .path("ports")
          .forEach(published -> assertThat(published.asText()).startsWith("127.0.0.1:"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "cloud"})
  void eachClusterOfTheConfigurationIsAServiceWithThatAddress(String cluster) throws IOException {
    String bootstrap =
        yaml("docker/tidegate.yml")
            .path("clusters")
            .path(cluster)
            .path("bootstrap.servers")
            .asText();
    String service = bootstrap.split(":", 2)[0];

    assertThat(service(service).path("environment").path("KAFKA_ADVERTISED_LISTENERS").asText())
        .isEqualTo("PLAINTEXT://" + bootstrap);
    assertThat(Files.readString(ROOT.resolve("docker/mirror-maker.properties")))
        .contains(cluster + ".bootstrap.servers = " + bootstrap);
  }

  @Test
  void theLedgersUsersAreTheOnesThatPostgresIsGiven() throws IOException {
    JsonNode ledger = yaml("docker/tidegate.yml").path("ledger");
    JsonNode environment = service("worker").path("environment");
    String sql = Files.readString(ROOT.resolve("docker/postgres-init.sql"));

    assertThat(sql)
        .contains(
            "ROLE "
                + ledger.path("user").asText()
                + " LOGIN PASSWORD '"
                + environment.path("LEDGER_PASSWORD").asText()
                + "'")
        .contains(
            "ROLE "
                + ledger.path("migrate").path("user").asText()
                + " LOGIN PASSWORD '"
                + environment.path("LEDGER_MIGRATE_PASSWORD").asText()
                + "'")
        .contains(
            "DATABASE " + environment.path("LEDGER_URL").asText().replaceAll(".*/", "") + " OWNER");
  }

  @Test
  void theImageStartsWhatTheServicesAsk() throws IOException {
    String start = Files.readString(ROOT.resolve("docker/start"));
    List<String> asked =
        Stream.of(service("worker"), service("api"))
            .map(service -> service.path("command").path(0).asText())
            .toList();

    assertThat(asked).containsExactly("worker", "api");
    List<String> mains =
        Pattern.compile("main=(\\S+)")
            .matcher(start)
            .results()
            .map(MatchResult::group)
            .map(main -> main.substring(5))
            .toList();
    assertThat(mains).containsExactly("io.tidegate.api.ApiMain", "io.tidegate.worker.WorkerMain");
    assertThat(mains).allSatisfy(main -> assertThat(Class.forName(main)).isNotNull());
  }
}
