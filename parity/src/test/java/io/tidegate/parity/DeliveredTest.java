package io.tidegate.parity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeliveredTest {

  /** One letter is one record. */
  @ParameterizedTest(name = "{0} given as {1} with {2} extras expected")
  @CsvSource({
    "abcd, abcd, 0, 4, 0, 0",
    "abcd, ab, 0, 2, 0, 0",
    "abcd, xabcd, 1, 4, 1, 0",
    "abcd, xabcd, 0, 4, 1, 0",
    "abcd, abd, 0, 3, 0, 1",
    "abcd, abab, 0, 2, 2, 0",
    "abcd, bcd, 0, 3, 0, 1",
    "aaaa, aaaaa, 0, 4, 1, 0",
    "abcd, dcba, 0, 1, 3, 3",
  })
  void countsWhatIsGivenAgainstTheNextRecords(
      String source, String given, long expected, long matched, long extra, long missed) {
    Deque<LogRecord> next = new ArrayDeque<>(records(source));
    Delivered delivered =
        new Delivered(Profile.plain(false, Isolation.READ_UNCOMMITTED), next::poll, expected);
    records(given).forEach(delivered::given);

    Delivered.Account account = delivered.account();
    assertThat(List.of(account.matched(), account.extra(), account.missed()))
        .containsExactly(matched, extra, missed);
    assertThat(account.given()).isEqualTo(given.length());
    assertThat(account.strange().isEmpty()).isEqualTo(extra <= expected && missed == 0);
  }

  @Test
  void aSourceThatGrowsMeanwhileIsAskedAgain() {
    Deque<LogRecord> next = new ArrayDeque<>(records("ab"));
    Delivered delivered =
        new Delivered(Profile.plain(false, Isolation.READ_UNCOMMITTED), next::poll, 0);
    records("ab").forEach(delivered::given);
    next.addAll(records("cd"));
    records("cd").forEach(delivered::given);

    assertThat(delivered.account().matched()).isEqualTo(4);
    assertThat(delivered.account().strange()).isEmpty();
  }

  private static List<LogRecord> records(String letters) {
    return letters
        .chars()
        .mapToObj(
            letter ->
                new LogRecord(
                    letter, 0, true, null, Character.toString(letter).getBytes(UTF_8), List.of()))
        .toList();
  }
}
