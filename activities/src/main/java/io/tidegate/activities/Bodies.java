package io.tidegate.activities;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.tidegate.workflows.Wire;
import java.io.IOException;

/**
 * JSON of what goes into the ledger: whole numbers of 64 bits as strings, fields and keys in one
 * order, ISO 8601 times.
 */
final class Bodies {
  private static final ObjectMapper PLAIN = Wire.mapper();

  private static final ObjectMapper JSON =
      PLAIN
          .copy()
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .registerModule(
              new SimpleModule("offsets as strings")
                  .addSerializer(Long.class, ToStringSerializer.instance)
                  .addSerializer(Long.TYPE, ToStringSerializer.instance));

  private Bodies() {}

  static String text(Object body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "cannot write " + body.getClass().getSimpleName() + " as JSON", e);
    }
  }

  /** As values travel through Temporal: the form of what the api hands on as it is. */
  static String plain(Object body) {
    try {
      return PLAIN.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "cannot write " + body.getClass().getSimpleName() + " as JSON", e);
    }
  }

  static byte[] bytes(Object body) {
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "cannot write " + body.getClass().getSimpleName() + " as JSON", e);
    }
  }

  static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(
          "the ledger holds no readable " + type.getSimpleName() + ": " + e.getOriginalMessage(),
          e);
    }
  }

  static <T> T read(byte[] json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (IOException e) {
      throw new IllegalStateException(
          "the ledger holds no readable " + type.getSimpleName() + ": " + e.getMessage(), e);
    }
  }

  /** The value that stands next in a larger document. */
  static <T> T next(JsonParser json, Class<T> type) throws IOException {
    return JSON.readValue(json, type);
  }
}
