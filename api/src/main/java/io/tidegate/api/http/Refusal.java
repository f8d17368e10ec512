package io.tidegate.api.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is a problem: thrown where it is found, rendered as {@code
 * application/problem+json} in one place.
 */
public final class Refusal extends RuntimeException {

  private final transient ProblemType type;
  private final String detail;
  private final transient Map<String, Object> members = new LinkedHashMap<>();

  /**
   * @param detail one sentence for the person who asked: what was found, with its value, and what
   *     is allowed
   */
  public Refusal(ProblemType type, String detail) {
    super(type.uri() + ": " + detail, null, false, false);
    this.type = type;
    this.detail = detail;
  }

  /** A value that is not allowed, by the name of its field. */
  public static Refusal invalid(String field, @Nullable Object value, String allowed) {
    String found = value == null ? " is missing" : " is '" + value + "'";
    return new Refusal(ProblemType.INVALID, field + found + "; allowed: " + allowed)
        .with("field", field);
  }

  public static Refusal notFound(String what, String name) {
    return new Refusal(ProblemType.NOT_FOUND, "there is no " + what + " '" + name + "'");
  }

  /** Adds a member beside those of RFC 9457. */
  public Refusal with(String member, Object value) {
    members.put(member, value);
    return this;
  }

  public ProblemType type() {
    return type;
  }

  public String detail() {
    return detail;
  }

  /** The body, in the order in which it is written. */
  Map<String, Object> body() {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", type.uri());
    body.put("title", type.title());
    body.put("status", type.status());
    body.put("detail", detail);
    body.putAll(members);
    return body;
  }
}
