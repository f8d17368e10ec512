package io.tidegate.api.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.util.Arrays;
import java.util.Collection;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is wrong with a JSON body, for the person who wrote it: field, value, place, and what is
 * allowed.
 */
final class JsonProblems {

  private static final Pattern SOURCE =
      Pattern.compile("\\[Source: .*?; line: (\\d+), column: (\\d+)]");

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
    if (e instanceof MismatchedInputException mismatched && isObject(mismatched)) {
      return at(
          e,
          new Refusal(
              ProblemType.MALFORMED,
              "the body does not fit"
                  + place(e)
                  + "; one JSON object is expected, and nothing else"));
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
    if (type == Boolean.class || type == boolean.class) {
      return "true or false";
    }
    if (Collection.class.isAssignableFrom(type)) {
      return "a list";
    }
    return CharSequence.class.isAssignableFrom(type) ? "a string" : "a JSON object";
  }

  private static boolean isObject(MismatchedInputException e) {
    return e.getTargetType() != null && !e.getTargetType().isArray();
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

  /** Without the library's notes on where it read from, which are nothing to the sender. */
  private static String firstLine(String message) {
    String line = message.lines().findFirst().orElse("");
    return SOURCE.matcher(line).replaceAll("$1:$2");
  }
}
