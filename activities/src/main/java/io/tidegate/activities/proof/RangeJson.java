package io.tidegate.activities.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Profile;
import io.tidegate.parity.ProvenRange;
import io.tidegate.parity.ProvenRange.Strangers;
import io.tidegate.parity.ProvenRange.Stretch;
import io.tidegate.parity.Row;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a row proved, as it is kept beside {@link ProofJson}, whose form is the contract's and has
 * no place for it. Numbers are strings; equal ranges are equal bytes.
 */
public final class RangeJson {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private RangeJson() {}

  /** What a row proved; null where it proved no range. */
  public static @Nullable ObjectNode toNode(Row row) {
    ProvenRange range = row.proven();
    if (range == null) {
      return null;
    }
    ObjectNode node = JSON.createObjectNode();
    node.put("topic", row.pair().topic()).put("partition", row.pair().partition());
    node.put("targetTopic", row.pair().targetTopic())
        .put("targetPartition", row.pair().targetPartition());
    node.put("sourceId", range.sourceId()).put("targetId", range.targetId());
    put(node.putObject("profile"), range.profile());
    put(node, range);
    return node;
  }

  private static void put(ObjectNode node, Profile profile) {
    node.put("timestamp", profile.timestamp());
    ArrayNode ignored = node.putArray("ignoredHeaders");
    profile.ignoredHeaders().stream().sorted().forEach(ignored::add);
    node.put("maskSchemaId", profile.maskSchemaId())
        .put("isolation", profile.isolation().name())
        .put("offsetHeader", profile.offsetHeader());
  }

  private static void put(ObjectNode node, ProvenRange range) {
    node.set("source", numbers(range.sourceFrom(), range.sourceTo(), range.sourceRecords()));
    node.set("target", numbers(range.targetFrom(), range.targetTo(), range.targetRecords()));
    ArrayNode stretches = node.putArray("stretches");
    for (Stretch stretch : range.stretches()) {
      stretches.add(
          numbers(
              stretch.source(),
              stretch.target(),
              stretch.length(),
              stretch.sourceOffset(),
              stretch.targetOffset(),
              stretch.lastSourceOffset(),
              stretch.lastTargetOffset()));
    }
    ArrayNode strangers = node.putArray("strangers");
    for (Strangers some : range.strangers()) {
      strangers.add(numbers(some.target(), some.length(), some.offset(), some.lastOffset()));
    }
  }

  private static ArrayNode numbers(long... numbers) {
    ArrayNode node = JSON.createArrayNode();
    for (long number : numbers) {
      node.add(String.valueOf(number));
    }
    return node;
  }

  /**
   * Whose range it is that {@link #toNode} made a node of.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static PartitionPair pair(JsonNode node) {
    JsonNode partition = field(node, "partition");
    return new PartitionPair(
        field(node, "topic").asText(),
        partition.isNull() ? null : partition.asInt(),
        field(node, "targetTopic").asText(),
        field(node, "targetPartition").asInt());
  }

  private static Profile profile(JsonNode node) {
    Set<String> ignored = new LinkedHashSet<>();
    field(node, "ignoredHeaders").forEach(header -> ignored.add(header.asText()));
    return new Profile(
        field(node, "timestamp").asBoolean(),
        ignored,
        field(node, "maskSchemaId").asBoolean(),
        Isolation.valueOf(field(node, "isolation").asText()),
        text(field(node, "offsetHeader")));
  }

  /**
   * The range that {@link #toNode} made a node of.
   *
   * @throws IllegalArgumentException if it is something else
   */
  public static ProvenRange range(JsonNode node) {
    long[] source = numbers(field(node, "source"), 3);
    long[] target = numbers(field(node, "target"), 3);
    List<Stretch> stretches = new ArrayList<>();
    for (JsonNode one : field(node, "stretches")) {
      long[] n = numbers(one, 7);
      stretches.add(new Stretch(n[0], n[1], n[2], n[3], n[4], n[5], n[6]));
    }
    List<Strangers> strangers = new ArrayList<>();
    for (JsonNode one : field(node, "strangers")) {
      long[] n = numbers(one, 4);
      strangers.add(new Strangers(n[0], n[1], n[2], n[3]));
    }
    return new ProvenRange(
        text(node.path("sourceId")), // a range kept by an earlier version has none
        text(node.path("targetId")),
        profile(field(node, "profile")),
        source[0],
        source[1],
        source[2],
        target[0],
        target[1],
        target[2],
        stretches,
        strangers);
  }

  private static long[] numbers(JsonNode node, int count) {
    if (node.size() != count) {
      throw new IllegalArgumentException(
          "not a proven range: " + node + " where " + count + " numbers stand");
    }
    long[] numbers = new long[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = Long.parseLong(node.get(i).asText());
    }
    return numbers;
  }

  private static JsonNode field(JsonNode node, String name) {
    JsonNode found = node.get(name);
    if (found == null) {
      throw new IllegalArgumentException("not a proven range: no field " + name);
    }
    return found;
  }

  private static @Nullable String text(JsonNode node) {
    return node.isNull() || node.isMissingNode() ? null : node.asText();
  }
}
