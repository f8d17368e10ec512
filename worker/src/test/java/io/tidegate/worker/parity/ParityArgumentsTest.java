package io.tidegate.worker.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.parity.Isolation;
import io.tidegate.parity.LagEnvelope;
import io.tidegate.parity.ReplayWindow;
import io.tidegate.parity.Reset;
import io.tidegate.parity.Terms;
import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.TopicNames;
import io.tidegate.worker.StartFailure;
import io.tidegate.worker.parity.ParityOptions.Tolerance;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each option by itself; what is refused is one line that says what is allowed. */
class ParityArgumentsTest {
  private static final List<String> LEAST =
      List.of("--source", "a.properties", "--target", "b.properties", "--group", "payments");

  @Test
  void theLeastThatIsNeededHasTheContractsDefaults() throws Exception {
    ParityOptions options = ParityArguments.parse(LEAST);

    assertThat(options.source()).isEqualTo(Path.of("a.properties"));
    assertThat(options.target()).isEqualTo(Path.of("b.properties"));
    assertThat(options.scope().groups()).containsExactly("payments");
    assertThat(options.scope().topics()).isEmpty();
    assertThat(options.scope().mapped()).isEmpty();
    assertThat(options.scope().otherNames()).isEqualTo(new TopicNames.Identity());
    assertThat(options.scope().offsetSyncs()).isNull();
    assertThat(options.scope().grades()).isTrue();
    assertThat(options.readLimit()).isEqualTo(new ReadLimit(64L * 1024 * 1024));
    assertThat(options.tolerance())
        .isEqualTo(
            new Tolerance(Isolation.READ_UNCOMMITTED, Terms.strict(), ReplayWindow.NONE, null));
    assertThat(options.json()).isFalse();
    assertThat(options.verbose()).isFalse();
  }

  @Test
  void everyOptionIsRead() throws Exception {
    ParityOptions options =
        ParityArguments.parse(
            List.of(
                ("--source a --target b --group g1 --group g2 --topic t1 --topic t2 --map t1=u1"
                        + " --map t2=u2 --prefix legacy --isolation read_committed --reset earliest"
                        + " --frozen --offset-syncs mm2-offset-syncs.cloud.internal@target"
                        + " --replay-records 10 --replay-span PT1S --lag-records 0 --lag-span PT2M"
                        + " --settle PT5S --suffix-records 1000 --same-offset"
                        + " --expired resume-at-begin --out-of-range latest --read-limit 1000"
                        + " --ignore-target-offsets --json --verbose")
                    .split(" ")));

    assertThat(options.scope().groups()).containsExactly("g1", "g2");
    assertThat(options.scope().topics()).containsExactly("t1", "t2");
    assertThat(options.scope().mapped()).isEqualTo(Map.of("t1", "u1", "t2", "u2"));
    assertThat(options.scope().otherNames()).isEqualTo(new TopicNames.Prefixed("legacy"));
    assertThat(options.scope().offsetSyncs())
        .isEqualTo(new OffsetSyncs("mm2-offset-syncs.cloud.internal", Side.TARGET));
    assertThat(options.scope().grades()).isFalse();
    assertThat(options.readLimit()).isEqualTo(new ReadLimit(1_000));
    assertThat(options.tolerance())
        .isEqualTo(
            new Tolerance(
                Isolation.READ_COMMITTED,
                new Terms(
                    Reset.EARLIEST, Reset.LATEST, true, true, Duration.ofSeconds(5), 1_000L, true),
                new ReplayWindow(10L, Duration.ofSeconds(1)),
                new LagEnvelope(0L, Duration.ofMinutes(2))));
    assertThat(options.json()).isTrue();
    assertThat(options.verbose()).isTrue();
  }

  @Test
  void oneOfAPairBoundsOnlyItself() throws Exception {
    assertThat(with("--replay-records", "5").tolerance().window())
        .isEqualTo(new ReplayWindow(5L, null));
    assertThat(with("--replay-span", "PT1S").tolerance().window())
        .isEqualTo(new ReplayWindow(null, Duration.ofSeconds(1)));
    assertThat(with("--lag-records", "5").tolerance().envelope())
        .isEqualTo(new LagEnvelope(5L, null));
    assertThat(with("--lag-span", "PT1S").tolerance().envelope())
        .isEqualTo(new LagEnvelope(null, Duration.ofSeconds(1)));
  }

  @Test
  void allGroupsNeedsNoName() throws Exception {
    ParityOptions options =
        ParityArguments.parse(List.of("--source", "a", "--target", "b", "--all-groups"));
    assertThat(options.scope().allGroups()).isTrue();
  }

  @Test
  void aReadLimitCanBeLifted() throws Exception {
    assertThat(with("--read-limit", "none").readLimit()).isEqualTo(ReadLimit.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --isolation | committed | read_committed or read_uncommitted is allowed
          --reset | none | earliest or latest is allowed
          --expired | earliest | fail or resume-at-begin is allowed
          --out-of-range | begin | fail, earliest or latest is allowed
          --replay-records | -1 | a whole number of records from 0 is allowed
          --replay-records | 1.5 | a whole number of records from 0 is allowed
          --replay-records | 9223372036854775808 | a whole number of records from 0 is allowed
          --lag-records | many | a whole number of records from 0 is allowed
          --suffix-records | 0 | a whole number of records from 1 is allowed
          --replay-span | 30s | an ISO-8601 duration from PT0S, such as PT30S or P1D, is allowed
          --lag-span | PT-1S | an ISO-8601 duration from PT0S, such as PT30S or P1D, is allowed
          --settle | PT11M | an ISO-8601 duration from PT0S to PT10M is allowed
          --settle | P1M | an ISO-8601 duration from PT0S to PT10M is allowed
          --read-limit | 0 | bytes a second from 1, or none, is allowed
          --read-limit | 64MB | bytes a second from 1, or none, is allowed
          --offset-syncs | mm2-offset-syncs | TOPIC@source or TOPIC@target is allowed, such as mm2-offset-syncs.cloud.internal@source
          --offset-syncs | t@legacy | TOPIC@source or TOPIC@target is allowed, such as mm2-offset-syncs.cloud.internal@source
          --map | a | SOURCE=TARGET is allowed, two names of topics with one '=' between them
          --map | a=b=c | SOURCE=TARGET is allowed, two names of topics with one '=' between them
          --map | =b | SOURCE=TARGET is allowed, two names of topics with one '=' between them
          --topic | a/b | not the name of a topic; 1 to 249 of letters, digits, '.', '_' and '-' are allowed
          --prefix | a@b | the source's alias in MirrorMaker is needed; 1 to 249 of letters, digits, '.', '_' and '-' are allowed
          """)
  void aValueOutOfRangeSaysWhatIsAllowed(String option, String value, String allowed) {
    assertThat(refusal(option, value)).isEqualTo(option + " " + value + ": " + allowed);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --settel PT1S | unknown option --settel; did you mean --settle?
          --follow | unknown option --follow; ./tidegate parity --help lists all
          --iso read_committed | unknown option --iso; did you mean --isolation?
          -x | unknown option -x; ./tidegate parity --help lists all
          --group payments | --group payments is given twice
          --topic t --topic t | --topic t is given twice
          --isolation read_committed --isolation read_committed | --isolation is given twice
          --source c | --source is given twice
          --all-groups | --all-groups and --group contradict each other; one of them is allowed
          --map a=b --map a=c | --map gives source topic a twice
          --map a=c --map b=c | --map gives target topic c to two source topics
          --topic | --topic: expected one argument
          --json=yes | --json: ignore implicit argument 'yes'
          stray | unrecognized arguments: 'stray'
          """)
  void whatContradictsIsNamed(String words, String line) {
    assertThat(refusal(words.split(" "))).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--source", "--target", "--group"})
  void whatIsMissingIsNamed(String option) {
    List<String> words = new ArrayList<>(LEAST);
    int at = words.indexOf(option);
    words.subList(at, at + 2).clear();
    assertThat(refusalOf(words)).startsWith(option + " is missing: ");
  }

  @Test
  void theHelpNamesEveryOption() {
    assertThat(ParityArguments.asksForHelp(List.of("--json", "--help"))).isTrue();
    assertThat(ParityArguments.asksForHelp(LEAST)).isFalse();
    String help = ParityHelp.text();
    assertThat(ParityHelp.OPTIONS).allSatisfy(option -> assertThat(help).contains(option));
    assertThat(help.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
  }

  private static ParityOptions with(String... more) throws StartFailure {
    List<String> words = new ArrayList<>(LEAST);
    words.addAll(List.of(more));
    return ParityArguments.parse(words);
  }

  private static String refusal(String... more) {
    List<String> words = new ArrayList<>(LEAST);
    words.addAll(List.of(more));
    return refusalOf(words);
  }

  private static String refusalOf(List<String> words) {
    StartFailure failure =
        catchThrowableOfType(StartFailure.class, () -> ParityArguments.parse(words));
    assertThat(failure.exitCode()).isEqualTo(64);
    assertThat(String.valueOf(failure.getMessage()).lines()).hasSize(1);
    return String.valueOf(failure.getMessage());
  }
}
