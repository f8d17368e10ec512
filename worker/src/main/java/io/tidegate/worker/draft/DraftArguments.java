package io.tidegate.worker.draft;

import io.tidegate.runbooks.Nearest;
import io.tidegate.worker.StartFailure;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the command line asks for.
 *
 * @param source Kafka client properties of the cluster that is left
 * @param target those of the cluster that is moved to
 * @param groupPrefix how the names of the groups begin that shall move
 */
record DraftArguments(Path source, Path target, String groupPrefix) {
  static final String HELP =
      """
      usage: ./tidegate draft --source FILE --target FILE --group-prefix PREFIX [--verbose]

      Reads both clusters and prints a runbook for the groups that begin with PREFIX: their topics, who else
      reads those, how they are mirrored, and whom ACLs allow. What only a person can choose stands in it as a
      key without a value; ./tidegate check names each. Reads only: nothing is written to either cluster.

        --source FILE          Kafka client properties of the cluster that is left: bootstrap.servers, SASL, TLS
        --target FILE          Kafka client properties of the cluster that is moved to
        --group-prefix PREFIX  how the names of the groups begin
        --verbose              the clients' logs, and stack traces of errors, on stderr
        -h, --help             this text

      Exit codes: 0 the runbook is on stdout, 64 usage or bad input, 69 a cluster cannot be reached, 70 the
      command itself broke off. The clusters' principals need DESCRIBE on topics and groups, and DESCRIBE on the
      source cluster for its ACLs.
      """;

  private static final List<String> VALUED = List.of("--source", "--target", "--group-prefix");
  private static final String VERBOSE = "--verbose";
  private static final List<String> KNOWN =
      List.of("--source", "--target", "--group-prefix", VERBOSE, "--help", "-h");

  /**
   * @throws StartFailure with 64 and what is allowed
   */
  static DraftArguments parse(List<String> words) throws StartFailure {
    Map<String, String> given = new HashMap<>();
    Iterator<String> left = words.iterator();
    while (left.hasNext()) {
      String word = left.next();
      if (word.equals(VERBOSE)) {
        continue;
      }
      String[] parts = word.split("=", 2);
      String option = parts[0];
      if (!VALUED.contains(option)) {
        throw unknown(word);
      }
      if (parts.length == 1 && !left.hasNext()) {
        throw bad(option + ": a value is missing");
      }
      String value = parts.length == 2 ? parts[1] : left.next();
      if (given.put(option, value) != null) {
        throw bad(option + " is given twice");
      }
    }
    return new DraftArguments(
        file(given, "--source"), file(given, "--target"), prefix(given.get("--group-prefix")));
  }

  private static StartFailure unknown(String word) {
    if (!word.startsWith("-")) {
      return bad("unexpected word '" + word + "'; allowed: " + String.join(", ", KNOWN));
    }
    String option = word.split("=", 2)[0];
    return bad(
        "unknown option "
            + option
            + Nearest.to(option, KNOWN)
                .map(near -> "; did you mean " + near + "?")
                .orElse("; ./tidegate draft --help lists all"));
  }

  private static Path file(Map<String, String> given, String option) throws StartFailure {
    String text = given.get(option);
    if (text == null) {
      throw bad(option + " is missing: the Kafka client properties file of that cluster");
    }
    try {
      return Path.of(text);
    } catch (InvalidPathException none) {
      throw bad(option + " " + text + ": not a path");
    }
  }

  private static String prefix(@Nullable String text) throws StartFailure {
    if (text == null || text.isEmpty()) {
      throw bad("--group-prefix is missing: how the names of the groups begin that shall move");
    }
    return text;
  }

  private static StartFailure bad(String line) {
    return new StartFailure(StartFailure.BAD_INPUT, line);
  }
}
