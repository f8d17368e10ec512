package io.tidegate.worker.parity;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.sourceforge.argparse4j.ArgumentParsers;
import net.sourceforge.argparse4j.impl.Arguments;
import net.sourceforge.argparse4j.inf.Argument;
import net.sourceforge.argparse4j.inf.ArgumentGroup;
import net.sourceforge.argparse4j.inf.ArgumentParser;
import net.sourceforge.argparse4j.inf.ArgumentParserException;

/** The options of the contract: their names, values and what the help says of them. */
final class ParityHelp {
  private static final int WIDTH = 100;
  private static final int OPTIONS_WIDTH = 25;

  /** Every option, in the order of the help. */
  static final List<String> OPTIONS =
      List.of(
          "--source",
          "--target",
          "--group",
          "--all-groups",
          "--topic",
          "--map",
          "--prefix",
          "--offset-syncs",
          "--same-offset",
          "--isolation",
          "--frozen",
          "--settle",
          "--suffix-records",
          "--reset",
          "--expired",
          "--out-of-range",
          "--replay-records",
          "--replay-span",
          "--lag-records",
          "--lag-span",
          "--ignore-target-offsets",
          "--read-limit",
          "--json",
          "--verbose",
          "--help",
          "-h");

  private static final String DESCRIPTION =
      """
      Proves where consumer groups of one Kafka cluster resume on another, by reading the records \
      around and beyond each position on both. Reads only: nothing is written to either cluster.\
      """;

  private static final String EPILOG =
      """
      Exit codes: 0 GREEN, 1 YELLOW, 2 RED, 64 usage or bad input, 69 a cluster cannot be reached, \
      70 the check itself broke off. \
      The clusters' principals need READ, DESCRIBE and DESCRIBE_CONFIGS on the topics and DESCRIBE \
      on the groups. Classes of your own, such as a login handler, are taken from the class path in \
      TIDEGATE_CLASSPATH, options of the JVM from TIDEGATE_JAVA_OPTIONS.\
      """;

  private ParityHelp() {}

  /** The help as it is printed. */
  static String text() {
    return parser()
        .formatHelp()
        .lines()
        .map(ParityHelp::ragged)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** The parser's formatter stretches lines to the right margin; the column of options stays. */
  private static String ragged(String line) {
    int kept = line.startsWith("  ") ? Math.min(OPTIONS_WIDTH, line.length()) : 0;
    return line.substring(0, kept) + line.substring(kept).replaceAll(" {2,}", " ");
  }

  /** Where the parser keeps an option's value. */
  static String key(String option) {
    return option.substring(2).replace('-', '_');
  }

  static ArgumentParser parser() {
    ArgumentParser parser =
        ArgumentParsers.newFor("./tidegate parity")
            .addHelp(false)
            .terminalWidthDetection(false)
            .defaultFormatWidth(WIDTH)
            .locale(Locale.ROOT)
            .build()
            .usage(
                "./tidegate parity --source FILE --target FILE (--group GROUP ... | --all-groups)"
                    + " [OPTION ...]")
            .description(DESCRIPTION)
            .epilog(EPILOG);
    clusters(parser.addArgumentGroup("clusters and groups"));
    replication(parser.addArgumentGroup("how the records are copied"));
    positions(parser.addArgumentGroup("how the groups read"));
    tolerance(parser.addArgumentGroup("what is tolerated"));
    output(parser.addArgumentGroup("reading and output"));
    return parser;
  }

  private static void clusters(ArgumentGroup group) {
    option(group, "--source", "FILE", Path::of)
        .help("Kafka client properties of the cluster that is left: bootstrap.servers, SASL, TLS");
    option(group, "--target", "FILE", Path::of)
        .help("Kafka client properties of the cluster that is moved to");
    option(group, "--group", "GROUP", Values::group)
        .help("a consumer group of the source; may be repeated");
    flag(group, "--all-groups").help("every consumer group that the source lists");
    option(group, "--topic", "TOPIC", Values::topic)
        .help(
            "only this topic of the source; may be repeated (default: those with a commit or an"
                + " assignment of the group)");
  }

  private static void replication(ArgumentGroup group) {
    option(group, "--map", "SOURCE=TARGET", Values::mapping)
        .help("what a source topic is called on the target, where both exist; may be repeated");
    option(group, "--prefix", "ALIAS", Values::prefix)
        .help(
            "topics are called ALIAS.topic on the target, MirrorMaker's default policy (default:"
                + " the same name)");
    option(group, "--offset-syncs", "TOPIC@source|target", Values::offsetSyncs)
        .help(
            "MirrorMaker's topic of offset syncs and the cluster it is on; its notes make a check"
                + " faster, and tell where it stands when all records are equal");
    flag(group, "--same-offset")
        .help("the replicator keeps offsets: the same offset holds the same record");
    flag(group, "--frozen")
        .help("nobody writes to the source and no replicator to the target any more");
    option(group, "--settle", "PT...", Values::settle)
        .help("how long records under way may take to arrive, at most PT10M (default: PT30S)");
  }

  private static void positions(ArgumentGroup group) {
    option(group, "--isolation", "LEVEL", Values::isolation)
        .help("as the applications read: read_committed or read_uncommitted (default)");
    option(group, "--reset", "earliest|latest", Values::reset)
        .help("where a partition without a commit starts (default: none of them may be seeded)");
    option(group, "--expired", "fail|resume-at-begin", Values::resumesAtBegin)
        .help("for a position below the source's first record (default: fail)");
    option(group, "--out-of-range", "fail|earliest|latest", Values::outOfRange)
        .help("for a position beyond the source's end (default: fail)");
  }

  private static void tolerance(ArgumentGroup group) {
    option(group, "--replay-records", "N", Values::records)
        .help("records that a group may process again, summed over its partitions");
    option(group, "--replay-span", "PT...", Values::span)
        .help(
            "newest minus oldest timestamp of those, the largest of a partition; without both:"
                + " nothing again; one of the two bounds only itself");
    option(group, "--lag-records", "N", Values::records)
        .help("unread records of a group that may not be on the target yet");
    option(group, "--lag-span", "PT...", Values::span)
        .help("how old the oldest of those may be; without both, any such record is YELLOW");
    flag(group, "--ignore-target-offsets")
        .help("do not grade the offsets that the groups already have on the target");
  }

  private static void output(ArgumentGroup group) {
    option(group, "--suffix-records", "N", Values::suffixRecords)
        .help("unread records to read of a partition at most: then YELLOW at best");
    option(group, "--read-limit", "BYTES|none", Values::readLimit)
        .help("bytes a second read from each cluster at most (default: 67108864)");
    flag(group, "--json").help("one JSON document on stdout, see docs/parity.schema.json");
    flag(group, "--verbose")
        .help(
            "every row of a long table, the clients' logs, and stack traces of errors, on stderr");
    group.addArgument("-h", "--help").action(Arguments.storeTrue()).help("this text");
  }

  /** Kept as a list all the same: a second value must not silently win over the first. */
  private static Argument option(
      ArgumentGroup group, String option, String metavar, Function<String, ?> value) {
    return group
        .addArgument(option)
        .metavar(metavar)
        .type((parser, argument, text) -> read(parser, option, value, text))
        .action(Arguments.append());
  }

  private static Argument flag(ArgumentGroup group, String option) {
    return group.addArgument(option).action(Arguments.storeTrue());
  }

  private static Object read(
      ArgumentParser parser, String option, Function<String, ?> value, String text)
      throws ArgumentParserException {
    try {
      return value.apply(text);
    } catch (IllegalArgumentException refused) { // a path that is none is one too
      throw new ArgumentParserException(
          option + " " + text + ": " + refused.getMessage(), refused, parser);
    }
  }
}
