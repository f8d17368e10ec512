package io.tidegate.workflows;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.fasterxml.jackson.module.paramnames.ParameterNamesModule;
import io.temporal.common.converter.CodecDataConverter;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.util.List;

/**
 * How values travel through Temporal: JSON with ISO 8601 times. Every client and every worker uses
 * this converter, or they do not understand each other.
 *
 * <p>An unknown field is tolerated, because a wave that stands at a gate for weeks outlives the
 * worker that wrote its history: a newer worker may have added a field that an older one reads.
 * (Strictness belongs to the outside: the runbook language and the REST bodies refuse what they do
 * not know.)
 */
public final class Wire {

  private Wire() {}

  /** For workflow clients, worker and tests alike. */
  public static DataConverter dataConverter() {
    DataConverter json =
        DefaultDataConverter.newDefaultInstance()
            .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(mapper()));
    return new CodecDataConverter(json, List.of(new Compression()));
  }

  /**
   * The mapper of {@link #dataConverter()}; the ledger's message bodies are written and read with
   * it too.
   */
  public static ObjectMapper mapper() {
    return JsonMapper.builder()
        .addModules(new JavaTimeModule(), new Jdk8Module(), new ParameterNamesModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .build();
  }
}
