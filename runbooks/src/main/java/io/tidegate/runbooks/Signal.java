package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that must be observable before a unit moves and while it is watched: a query of a
 * monitoring system, answered as Prometheus answers an instant query.
 *
 * @param name for people, unique in its unit
 * @param covers the area that it speaks about
 * @param on which cluster's side
 * @param url is sent a GET
 * @param healthy what every sample must satisfy
 * @param freshWithin how old a sample may be
 */
public record Signal(
    String name, Covers covers, Side on, String url, Bound healthy, Duration freshWithin) {

  public Signal {
    Require.that(!name.isBlank(), "a signal has no name");
    Require.url(url);
    Require.that(
        !freshWithin.isNegative() && !freshWithin.isZero(),
        "freshWithin is " + freshWithin + ", not positive");
  }

  /** The five areas that a unit is watched in. */
  public enum Covers {
    @JsonProperty("lag")
    LAG,
    @JsonProperty("errors")
    ERRORS,
    @JsonProperty("producer-latency")
    PRODUCER_LATENCY,
    @JsonProperty("broker-health")
    BROKER_HEALTH,
    @JsonProperty("replication")
    REPLICATION
  }

  /** A comparison with one number, as it was written. */
  public record Bound(String text) {
    /** For a finding. */
    public static final String ALLOWED =
        "a comparison with a number, such as \"< 5\"; one of <, <=, >, >=, ==, !=";

    private static final Pattern COMPARISON =
        Pattern.compile("(<=|>=|==|!=|<|>)\\s*(-?[0-9]{1,18}(?:\\.[0-9]{1,9})?)");

    public Bound {
      Require.that(isBound(text), "'" + text + "' is not " + ALLOWED);
    }

    public static boolean isBound(String text) {
      return COMPARISON.matcher(text.strip()).matches();
    }

    /** Whether a sample is well; one that is no number is not. */
    public boolean holds(String sample) {
      Optional<BigDecimal> value = number(sample);
      Matcher comparison = COMPARISON.matcher(text.strip());
      if (value.isEmpty() || !comparison.matches()) {
        return false;
      }
      int order = value.get().compareTo(new BigDecimal(comparison.group(2)));
      return switch (comparison.group(1)) {
        case "<" -> order < 0;
        case "<=" -> order <= 0;
        case ">" -> order > 0;
        case ">=" -> order >= 0;
        case "==" -> order == 0;
        default -> order != 0;
      };
    }

    /** Empty for NaN, infinities and what is no number at all. */
    private static Optional<BigDecimal> number(String sample) {
      try {
        return Optional.of(BigDecimal.valueOf(Double.parseDouble(sample)));
      } catch (NumberFormatException notANumber) {
        return Optional.empty();
      }
    }
  }
}
