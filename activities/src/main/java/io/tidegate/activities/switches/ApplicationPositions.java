package io.tidegate.activities.switches;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tidegate.activities.kafka.PartitionOrder;
import io.tidegate.activities.proof.OwnPositions;
import io.tidegate.activities.switches.Http.Reply;
import io.tidegate.runbooks.Names;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;

/**
 * Asks applications that keep their positions outside Kafka where they stand on the source: a GET
 * below {@link AllowedUrls}, signed over an empty body. Redirects are not followed, and every
 * answer is bounded in time and size. Only a whole answer counts: one position that is none, and
 * none of them is used.
 */
public final class ApplicationPositions {
  static final Duration WITHIN = Duration.ofSeconds(10);

  /** Room for some tens of thousands of partitions. */
  static final int BODY_BYTES_MAX = 4 * 1024 * 1024;

  private static final int OK = 200;
  private static final int REDIRECTS_FROM = 300;
  private static final int REDIRECTS_TO = 399;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final WebhookSignature signature;
  private final AllowedUrls allowed;
  private final InstantSource clock;
  private final Duration within;
  private final Http http = new Http();

  public ApplicationPositions(
      WebhookSignature signature, AllowedUrls allowed, InstantSource clock) {
    this(signature, allowed, clock, WITHIN);
  }

  ApplicationPositions(
      WebhookSignature signature, AllowedUrls allowed, InstantSource clock, Duration within) {
    this.signature = signature;
    this.allowed = allowed;
    this.clock = clock;
    this.within = within;
  }

  /**
   * Asks once.
   *
   * @param pulse called while waiting
   */
  public OwnPositions ask(String url, Runnable pulse) {
    Optional<String> refused = allowed.refusal(url);
    if (refused.isPresent()) {
      return new OwnPositions.Unknown(refused.get());
    }
    long timestamp = clock.instant().getEpochSecond();
    HttpRequest.Builder get =
        HttpRequest.newBuilder(URI.create(url))
            .GET()
            .header("Accept", "application/json")
            .header("User-Agent", "tidegate")
            .header(WebhookSignature.TIMESTAMP_HEADER, Long.toString(timestamp))
            .header(WebhookSignature.SIGNATURE_HEADER, signature.sign(timestamp, new byte[0]));
    Reply reply = http.send(get, BODY_BYTES_MAX, Deadline.in(within), pulse);
    if (reply.status() >= REDIRECTS_FROM && reply.status() <= REDIRECTS_TO) {
      return unknown(
          url, " redirects to " + Quote.start(reply.location()) + ", which is not followed");
    }
    if (reply.status() != OK) {
      return unknown(url, reply.told());
    }
    try {
      return new OwnPositions.Told(positions(JSON.readTree(reply.body())));
    } catch (JsonProcessingException notJson) {
      return unknown(url, " answered no JSON: " + Quote.start(reply.body()));
    } catch (IllegalArgumentException none) {
      return unknown(url, " answered " + none.getMessage());
    }
  }

  private static OwnPositions unknown(String url, String why) {
    return new OwnPositions.Unknown(
        "the application did not tell its positions: GET "
            + url
            + why
            + "; mend what answers there and check again");
  }

  private static SortedMap<TopicPartition, Long> positions(JsonNode answer) {
    if (!answer.path("positions").isArray()) {
      throw new IllegalArgumentException("no list of \"positions\": " + start(answer));
    }
    SortedMap<TopicPartition, Long> positions = new TreeMap<>(PartitionOrder.BY_NAME);
    for (JsonNode one : answer.path("positions")) {
      TopicPartition partition = new TopicPartition(topic(one), partition(one));
      if (positions.put(partition, offset(one)) != null) {
        throw new IllegalArgumentException("two positions of " + partition);
      }
    }
    return positions;
  }

  private static String topic(JsonNode position) {
    JsonNode topic = position.path("topic");
    if (!topic.isTextual() || !Names.isTopic(topic.textValue())) {
      throw new IllegalArgumentException("a position without a \"topic\": " + start(position));
    }
    return topic.textValue();
  }

  private static int partition(JsonNode position) {
    JsonNode partition = position.path("partition");
    if (!partition.isIntegralNumber() || !partition.canConvertToInt() || partition.intValue() < 0) {
      throw new IllegalArgumentException(
          "a position whose \"partition\" is no whole number from 0: " + start(position));
    }
    return partition.intValue();
  }

  /** As the contract has it, a string; a number that is exact is taken too. */
  private static long offset(JsonNode position) {
    JsonNode offset = position.path("offset");
    boolean said = offset.isTextual() || offset.isIntegralNumber();
    if (!said || !offset.asText().matches("[0-9]{1,18}")) {
      throw new IllegalArgumentException(
          "a position whose \"offset\" is no whole number from 0 in a string: " + start(position));
    }
    return Long.parseLong(offset.asText());
  }

  private static String start(JsonNode node) {
    return Quote.start(node.toString());
  }
}
