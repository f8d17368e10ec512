package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Terms;
import io.tidegate.runbooks.Nearest;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.TopicNames;
import io.tidegate.worker.StartFailure;
import io.tidegate.worker.parity.ParityOptions.Scope;
import io.tidegate.worker.parity.ParityOptions.Tolerance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.sourceforge.argparse4j.inf.ArgumentParserException;
import net.sourceforge.argparse4j.inf.Namespace;
import org.jspecify.annotations.Nullable;

/** From the words of the command line to {@link ParityOptions}, or to the one line that refuses. */
final class ParityArguments {
  private static final Duration SETTLE_DEFAULT = Duration.ofSeconds(30);

  private final Namespace given;

  private ParityArguments(Namespace given) {
    this.given = given;
  }

  /** Whether it is the help that is asked for, whatever else is. */
  static boolean asksForHelp(List<String> words) {
    return words.contains("--help") || words.contains("-h");
  }

  /**
   * @throws StartFailure with 64 and what is allowed
   */
  static ParityOptions parse(List<String> words) throws StartFailure {
    refuseUnknown(words);
    try {
      return new ParityArguments(ParityHelp.parser().parseArgs(words.toArray(String[]::new)))
          .options();
    } catch (ArgumentParserException refused) {
      throw bad(String.valueOf(refused.getMessage()).replace("argument --", "--"));
    }
  }

  /** The parser would take any unique beginning of an option; a script must not depend on that. */
  private static void refuseUnknown(List<String> words) throws StartFailure {
    for (String word : words) {
      String name = word.split("=", 2)[0];
      if (name.startsWith("-") && name.length() > 1 && !Character.isDigit(name.charAt(1))) {
        if (!ParityHelp.OPTIONS.contains(name)) {
          throw bad(
              "unknown option "
                  + name
                  + meant(name)
                      .map(near -> "; did you mean " + near + "?")
                      .orElse("; ./tidegate parity --help lists all"));
        }
      }
    }
  }

  private static Optional<String> meant(String name) {
    return ParityHelp.OPTIONS.stream()
        .filter(option -> name.length() > 2 && option.startsWith(name))
        .findFirst()
        .or(() -> name.length() > 2 ? Nearest.to(name, ParityHelp.OPTIONS) : Optional.empty());
  }

  private ParityOptions options() throws StartFailure {
    return new ParityOptions(
        file("--source"),
        file("--target"),
        value("--read-limit", ReadLimit.class, ReadLimit.DEFAULT),
        scope(),
        tolerance(),
        flag("--json"),
        flag("--verbose"));
  }

  private Path file(String option) throws StartFailure {
    Path file = find(option, Path.class);
    if (file == null) {
      throw bad(option + " is missing: the Kafka client properties file of that cluster");
    }
    return file;
  }

  private Scope scope() throws StartFailure {
    List<String> groups = list("--group", String.class);
    if (groups.isEmpty() && !flag("--all-groups")) {
      throw bad("--group is missing: the name of a group, or --all-groups");
    }
    if (!groups.isEmpty() && flag("--all-groups")) {
      throw bad("--all-groups and --group contradict each other; one of them is allowed");
    }
    refuseTwice("--group", groups);
    List<String> topics = list("--topic", String.class);
    refuseTwice("--topic", topics);
    TopicNames names = find("--prefix", TopicNames.class);
    OffsetSyncs syncs = find("--offset-syncs", OffsetSyncs.class);
    return new Scope(
        groups,
        topics,
        mapped(),
        names == null ? new TopicNames.Identity() : names,
        syncs,
        !flag("--ignore-target-offsets"));
  }

  private Map<String, String> mapped() throws StartFailure {
    Map<String, String> mapped = new LinkedHashMap<>();
    Set<String> targets = new HashSet<>();
    for (Values.Mapping one : list("--map", Values.Mapping.class)) {
      if (mapped.put(one.source(), one.target()) != null) {
        throw bad("--map gives source topic " + one.source() + " twice");
      }
      if (!targets.add(one.target())) {
        throw bad("--map gives target topic " + one.target() + " to two source topics");
      }
    }
    return mapped;
  }

  private Tolerance tolerance() throws StartFailure {
    Long suffix = find("--suffix-records", Long.class);
    Terms terms =
        new Terms(
            value("--reset", Reset.class, Reset.FAIL),
            value("--out-of-range", Reset.class, Reset.FAIL),
            value("--expired", Boolean.class, false),
            flag("--frozen"),
            value("--settle", Duration.class, SETTLE_DEFAULT),
            suffix,
            flag("--same-offset"));
    return new Tolerance(
        value("--isolation", Isolation.class, Isolation.READ_UNCOMMITTED),
        terms,
        window(),
        envelope());
  }

  /** Neither bound: nothing again. One of the two bounds only itself. */
  private ReplayWindow window() throws StartFailure {
    Long records = find("--replay-records", Long.class);
    Duration span = find("--replay-span", Duration.class);
    return records == null && span == null ? ReplayWindow.NONE : new ReplayWindow(records, span);
  }

  private @Nullable LagEnvelope envelope() throws StartFailure {
    Long records = find("--lag-records", Long.class);
    Duration span = find("--lag-span", Duration.class);
    return records == null && span == null ? null : new LagEnvelope(records, span);
  }

  private static void refuseTwice(String option, List<String> names) throws StartFailure {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (!seen.add(name)) {
        throw bad(option + " " + name + " is given twice");
      }
    }
  }

  /** The one value of an option; null where it is not given. */
  private <T> @Nullable T find(String option, Class<T> type) throws StartFailure {
    List<T> values = list(option, type);
    if (values.size() > 1) {
      throw bad(option + " is given twice");
    }
    return values.isEmpty() ? null : values.get(0);
  }

  private <T> T value(String option, Class<T> type, T otherwise) throws StartFailure {
    return Objects.requireNonNullElse(find(option, type), otherwise);
  }

  private <T> List<T> list(String option, Class<T> type) {
    List<?> values = given.getList(ParityHelp.key(option));
    return values == null ? List.of() : values.stream().map(type::cast).toList();
  }

  private boolean flag(String option) {
    return given.getBoolean(ParityHelp.key(option));
  }

  private static StartFailure bad(String line) {
    return new StartFailure(StartFailure.BAD_INPUT, line);
  }
}
