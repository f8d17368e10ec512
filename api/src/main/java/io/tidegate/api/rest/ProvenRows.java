package io.tidegate.api.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.ledger.Evidence;
import io.tidegate.ledger.JournalRow;
import io.tidegate.ledger.Ledger;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The newest proof of each unit, as the worker stored it. Its rows are read one by one and never
 * held together: a proof may have tens of thousands.
 */
final class ProvenRows {

  /** Kind of the journal rows by which the worker says which evidence is a unit's newest proof. */
  static final String KIND = "proven";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Ledger ledger;

  ProvenRows(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * A proof of one unit.
   *
   * @param digest of its evidence, or of the first piece of it
   * @param evidence that further pieces are in
   */
  record Newest(String unit, String digest, Evidence.Stored body, Evidence evidence) {}

  /** Takes what was proven of one group and partition. */
  interface Taker {
    /** False when no more is wanted. */
    boolean take(String group, ObjectNode row) throws IOException;
  }

  /** Empty before the unit was verified. */
  Optional<Newest> newest(String wave, String unit) {
    return ledger
        .journal()
        .latest(wave, unit, KIND)
        .map(ProvenRows::digest)
        .map(digest -> under(unit, digest));
  }

  private Newest under(String unit, String digest) {
    Evidence evidence = ledger.evidence();
    return new Newest(unit, digest, stored(evidence, digest), evidence);
  }

  private static Evidence.Stored stored(Evidence evidence, String digest) {
    return evidence
        .find(digest)
        .orElseThrow(() -> new IllegalStateException("no evidence " + digest));
  }

  private static String digest(JournalRow row) {
    try {
      return JSON.readTree(row.detailJson()).path("evidence").asText();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("journal row " + row.key() + " cannot be read", e);
    }
  }

  /**
   * Reads the rows in their order.
   *
   * @return when they were proven
   */
  static String each(Newest proof, Taker taker) throws IOException {
    Piece first = read(proof.body(), taker);
    boolean more = first.more();
    for (int i = 0; more && i < first.further().size(); i++) {
      more = read(stored(proof.evidence(), first.further().get(i)), taker).more();
    }
    return first.checkedAt();
  }

  /**
   * What stands before the rows of a piece of evidence.
   *
   * @param further digests of pieces that have the rows where the proof is too large for one
   * @param more whether rows are still wanted
   */
  private record Piece(String checkedAt, List<String> further, boolean more) {}

  private static Piece read(Evidence.Stored body, Taker taker) throws IOException {
    String checkedAt = "";
    List<String> further = new ArrayList<>();
    try (JsonParser json = JSON.createParser(body.open())) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        switch (field) {
          case "checkedAt" -> checkedAt = json.getText();
          case "pieces" -> {
            while (json.nextToken() == JsonToken.VALUE_STRING) {
              further.add(json.getText());
            }
          }
          case "groups" -> {
            return new Piece(checkedAt, further, groups(json, taker));
          }
          default -> json.skipChildren();
        }
      }
    }
    return new Piece(checkedAt, further, true);
  }

  private static boolean groups(JsonParser json, Taker taker) throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      String group = "";
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        json.nextToken();
        if (field.equals("group")) {
          group = json.getText();
        } else if (!field.equals("partitions")) {
          json.skipChildren();
        } else if (!rows(json, group, taker)) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean rows(JsonParser json, String group, Taker taker) throws IOException {
    while (json.nextToken() == JsonToken.START_OBJECT) {
      JsonNode row = JSON.readTree(json);
      if (!taker.take(group, (ObjectNode) row)) {
        return false;
      }
    }
    return true;
  }

  private static void expect(JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("a proof begins with " + wanted + ", not " + found);
    }
  }
}
