package io.tidegate.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The published schema says of a runbook what the parser says, but for what no schema can say: how
 * two places of a file go together, and how long a duration is.
 */
class RunbookSchemaTest {
  private static final int DOCUMENTS = 1_500;
  private static final Path FILE = Path.of("..", "docs", "runbook.schema.json");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final Schema SCHEMA =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(read(FILE));

  /** What of the parser's findings needs more than one place of the file, or arithmetic. */
  private static final Pattern BEYOND_A_SCHEMA =
      Pattern.compile(
          "is too short|is too long|does not exceed within|exceeds that of the unit"
              + "|no gate before quiesce|the target is the source|stands? twice|is there already"
              + "|is no topic of this unit|is a topic of this unit|moves in this wave"
              + "|share one switch|nobody to fence|nobody to deny|its name on the target|stands at");

  private static final List<JsonNode> STRANGERS =
      List.of(
          JSON.textNode("no such word!"),
          JSON.textNode(""),
          JSON.textNode("PT5"),
          JSON.textNode("PT7S"),
          JSON.textNode("http://"),
          JSON.numberNode(-1),
          JSON.numberNode(7),
          JSON.booleanNode(true),
          JSON.nullNode(),
          JSON.arrayNode(),
          JSON.objectNode());

  static Stream<Path> runbooks() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("."))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("runbooks")
  void everyRunbookOfOursFits(Path runbook) {
    assertThat(violations(json(read(runbook)))).isEmpty();
  }

  @Test
  void everyKeyThatIsServedFits() {
    assertThat(Yaml.findings(ContractKeysTest.EVERY_KEY)).isEmpty();
    assertThat(violations(json(ContractKeysTest.EVERY_KEY))).isEmpty();
  }

  /** Breaks a runbook at random places, and asks both. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2})
  void whatIsBrokenIsBrokenForBoth(long seed) {
    Random random = new Random(seed);
    JsonNode whole = json(ContractKeysTest.EVERY_KEY);
    int refused = 0;
    for (int document = 0; document < DOCUMENTS; document++) {
      JsonNode broken = whole.deepCopy();
      for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
        breakOne(containers(broken), random);
      }
      List<Finding> findings = Yaml.findings(broken.toString());
      List<Error> violations = violations(broken);
      if (violations.isEmpty()) {
        assertThat(findings)
            .as(broken.toString())
            .allMatch(finding -> BEYOND_A_SCHEMA.matcher(finding.problem()).find());
      } else {
        assertThat(findings).as("%s of %s", violations, broken).isNotEmpty();
        refused++;
      }
    }
    assertThat(refused).as("documents that the schema refuses").isGreaterThan(DOCUMENTS / 2);
  }

  /** Every word that a finding offers instead of a wrong one. */
  @Test
  void everyWordOfTheParserIsOneOfTheSchema() {
    JsonNode whole = json(ContractKeysTest.EVERY_KEY);
    int places = 0;
    for (ObjectNode fields : objects(whole)) {
      for (String key : keys(fields)) {
        JsonNode written = fields.get(key);
        fields.put(key, "no such word!");
        for (Finding finding : Yaml.findings(whole.toString())) {
          if (finding.problem().startsWith("unknown word")) {
            places++;
            for (String word : List.of(finding.allowed().split(", ", -1))) {
              fields.put(key, word);
              assertThat(violations(whole))
                  .as("%s: %s", finding.field(), word)
                  .noneMatch(error -> error.getKeyword().equals("enum"));
            }
          }
        }
        fields.set(key, written);
      }
    }
    assertThat(places).as("places where a word stands").isGreaterThan(12);
  }

  private static List<ObjectNode> objects(JsonNode root) {
    return containers(root).stream()
        .filter(ObjectNode.class::isInstance)
        .map(ObjectNode.class::cast)
        .toList();
  }

  private static List<String> keys(ObjectNode fields) {
    List<String> keys = new ArrayList<>();
    fields.fieldNames().forEachRemaining(keys::add);
    return keys;
  }

  private static void breakOne(List<ContainerNode<?>> containers, Random random) {
    ContainerNode<?> at = containers.get(random.nextInt(containers.size()));
    if (at.isEmpty()) {
      return;
    }
    int place = random.nextInt(at.size());
    JsonNode stranger = STRANGERS.get(random.nextInt(STRANGERS.size())).deepCopy();
    if (at instanceof ArrayNode list) {
      list.set(place, stranger);
      return;
    }
    ObjectNode fields = (ObjectNode) at;
    String key = keys(fields).get(place);
    switch (random.nextInt(3)) {
      case 0 -> fields.remove(key);
      case 1 -> fields.set(key + "s", fields.remove(key));
      default -> fields.set(key, stranger);
    }
  }

  private static List<ContainerNode<?>> containers(JsonNode root) {
    List<ContainerNode<?>> found = new ArrayList<>();
    if (root instanceof ContainerNode<?> container) {
      found.add(container);
      container.forEach(child -> found.addAll(containers(child)));
    }
    return found;
  }

  private static List<Error> violations(JsonNode document) {
    return SCHEMA.validate(
        document,
        context -> context.executionConfig(config -> config.formatAssertionsEnabled(true)));
  }

  /** As an editor reads YAML 1.2: plain numbers and true and false are no text. */
  private static JsonNode json(String yaml) {
    FindingList findings = new FindingList();
    JsonNode root = json(YamlTree.read(yaml, findings).orElseThrow());
    assertThat(findings.sorted()).isEmpty();
    return root;
  }

  private static JsonNode json(Node node) {
    if (node instanceof Node.Fields fields) {
      ObjectNode object = JSON.objectNode();
      fields.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
      return object;
    }
    if (node instanceof Node.Items items) {
      ArrayNode array = JSON.arrayNode();
      items.nodes().forEach(item -> array.add(json(item)));
      return array;
    }
    Node.Scalar scalar = (Node.Scalar) node;
    if (!scalar.plain()) {
      return JSON.textNode(scalar.text());
    }
    try {
      JsonNode value = new ObjectMapper().readTree(scalar.text());
      return value.isValueNode() ? value : JSON.textNode(scalar.text());
    } catch (IOException text) {
      return JSON.textNode(scalar.text());
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException missing) {
      throw new UncheckedIOException(missing);
    }
  }
}
