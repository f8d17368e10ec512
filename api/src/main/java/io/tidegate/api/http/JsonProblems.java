package io.tidegate.api.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is wrong with a JSON body, for the person who wrote it: field, value, place, and what is
 * allowed.
 */
final class JsonProblems {

  private JsonProblems() {}

  static Refusal of(JsonProcessingException e) {
    if (e instanceof UnrecognizedPropertyException unknown) {
      return unknownField(unknown);
    }
    if (e instanceof InvalidFormatException value) {
      return at(e, Refusal.invalid(path(value), value.getValue(), allowed(value.getTargetType())));
    }
    if (e instanceof MismatchedInputException mismatched && !mismatched.getPath().isEmpty()) {
      String field = path(mismatched);
      return at(
          e,
          new Refusal(
                  ProblemType.INVALID,
                  field + " has the wrong type; allowed: " + allowed(mismatched.getTargetType()))
              .with("field", field));
    }
    String reason =
        e instanceof JsonParseException || e instanceof JsonMappingException
            ? firstLine(e.getOriginalMessage())
            : "it cannot be read";
    return at(
        e,
        new Refusal(
            ProblemType.MALFORMED,
            "not the JSON object that is expected" + place(e) + ": " + reason));
  }

  private static Refusal unknownField(UnrecognizedPropertyException e) {
    String known =
        e.getKnownPropertyIds().stream()
            .map(Object::toString)
            .sorted()
            .collect(Collectors.joining(", "));
    String field = path(e);
    return at(
        e,
        new Refusal(
                ProblemType.INVALID,
                field + " is not a known field" + place(e) + "; allowed: " + known)
            .with("field", field));
  }

  private static String allowed(Class<?> type) {
    Object[] constants = type.getEnumConstants();
    if (constants != null) {
      return Arrays.stream(constants).map(Object::toString).collect(Collectors.joining(", "));
    }
    if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
      return "a whole number";
    }
    return List.of(String.class, CharSequence.class).contains(type)
        ? "a string"
        : "a " + type.getSimpleName();
  }

  private static String path(JsonMappingException e) {
    StringBuilder path = new StringBuilder();
    for (JsonMappingException.Reference step : e.getPath()) {
      if (step.getFieldName() == null) {
        path.append('[').append(step.getIndex()).append(']');
      } else {
        path.append(path.isEmpty() ? "" : ".").append(step.getFieldName());
      }
    }
    return path.toString();
  }

  private static Refusal at(JsonProcessingException e, Refusal refusal) {
    JsonLocation location = e.getLocation();
    return location == null
        ? refusal
        : refusal.with("line", location.getLineNr()).with("column", location.getColumnNr());
  }

  private static String place(JsonProcessingException e) {
    JsonLocation location = e.getLocation();
    return location == null ? "" : " at " + location.getLineNr() + ":" + location.getColumnNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
