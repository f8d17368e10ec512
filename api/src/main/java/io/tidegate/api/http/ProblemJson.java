package io.tidegate.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * Problems as bytes. It has a mapper of its own, so that no configuration of the api's JSON can
 * make an error fail.
 */
final class ProblemJson {

  static final String MEDIA_TYPE = "application/problem+json";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ProblemJson() {}

  static byte[] of(Refusal refusal) {
    try {
      return JSON.writeValueAsBytes(refusal.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a problem has plain members only", e);
    }
  }
}
