package io.tidegate.parity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What makes two records the same. */
final class IdentityTest {
  private static final Profile TIMED = Profile.plain(true, Isolation.READ_UNCOMMITTED);
  private static final Profile UNTIMED = Profile.plain(false, Isolation.READ_UNCOMMITTED);
  private static final Profile MASKED =
      new Profile(false, Set.of(), true, Isolation.READ_UNCOMMITTED);

  private static LogRecord record(@Nullable String key, @Nullable String value, Header... headers) {
    return new LogRecord(7, 1_000, true, bytes(key), bytes(value), List.of(headers));
  }

  private static byte @Nullable [] bytes(@Nullable String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }

  private static Header header(String key, @Nullable String value) {
    return new Header(key, bytes(value));
  }

  private static Id id(Profile profile, LogRecord record) {
    return new Identity(profile).of(record).id();
  }

  private static boolean same(Profile profile, LogRecord one, LogRecord other) {
    boolean byDigest = id(profile, one).equals(id(profile, other));
    Identity identity = new Identity(profile);
    boolean byBytes = identity.undigested(one).matches(identity.undigested(other));
    assertThat(byBytes).as("told from the bytes as from the digests").isEqualTo(byDigest);
    return byDigest;
  }

  @Test
  void nullAndEmptyDiffer() {
    assertThat(same(UNTIMED, record(null, "v"), record("", "v"))).isFalse();
    assertThat(same(UNTIMED, record("k", null), record("k", ""))).isFalse();
    assertThat(same(UNTIMED, record("k", null), record("k", null))).isTrue();
  }

  @Test
  void aByteMovedFromKeyToValueIsAnotherRecord() {
    assertThat(same(UNTIMED, record("ab", "c"), record("a", "bc"))).isFalse();
  }

  @Test
  void theOffsetDoesNotCount() {
    LogRecord elsewhere = new LogRecord(99, 1_000, true, bytes("k"), bytes("v"), List.of());

    assertThat(same(TIMED, record("k", "v"), elsewhere)).isTrue();
  }

  @Test
  void theTimestampCountsOnlyWhereTheProfileSaysSo() {
    LogRecord later = new LogRecord(7, 1_001, true, bytes("k"), bytes("v"), List.of());

    assertThat(same(TIMED, record("k", "v"), later)).isFalse();
    assertThat(same(UNTIMED, record("k", "v"), later)).isTrue();
  }

  @Test
  void theBrokersTimeUnderATimedProfileCannotBeJudged() {
    LogRecord appended = new LogRecord(7, 1_000, false, bytes("k"), bytes("v"), List.of());

    assertThatThrownBy(() -> id(TIMED, appended)).isInstanceOf(NotProven.class);
  }

  @Test
  void headersCountInTheirOrder() {
    Header a = header("a", "1");
    Header b = header("b", "2");

    assertThat(same(UNTIMED, record("k", "v", a, b), record("k", "v", b, a))).isFalse();
    assertThat(same(UNTIMED, record("k", "v", a), record("k", "v"))).isFalse();
    assertThat(
            same(UNTIMED, record("k", "v", header("a", null)), record("k", "v", header("a", ""))))
        .isFalse();
  }

  @Test
  void headersThatReplicatorsAddDoNotCount() {
    assertThat(
            same(
                UNTIMED,
                record("k", "v", header("a", "1")),
                record("k", "v", header("__mskmr", "x"), header("a", "1"), header("k2k_x", "y"))))
        .isTrue();
  }

  @Test
  void aRewrittenSchemaIdIsMaskedOnlyOnRequest() {
    LogRecord one = record("k", "\0\0\0\0\1payload");
    LogRecord other = record("k", "\0\0\0\0\2payload");

    assertThat(same(MASKED, one, other)).isTrue();
    assertThat(same(UNTIMED, one, other)).isFalse();
    assertThat(same(MASKED, record("k", "\1\0\0\0\1p"), record("k", "\1\0\0\0\2p"))).isFalse();
    assertThat(same(MASKED, record("k", "\0\0\0"), record("k", "\0\0\1"))).isFalse();
  }

  @Test
  void aRecordIsShownShort() {
    assertThat(Sights.printable(null)).isEqualTo("null");
    assertThat(Sights.printable(bytes("order-17"))).isEqualTo("order-17");
    assertThat(Sights.printable(new byte[] {0, 1, (byte) 0xff})).isEqualTo("0x0001ff");
    assertThat(Sights.printable(bytes("a\tb"))).as("a control character").isEqualTo("0x610962");
    assertThat(Sights.printable(bytes("a\u007f"))).as("the last of ASCII").isEqualTo("0x617f");
    assertThat(Sights.printable(bytes("a\u0085"))).as("of two bytes").isEqualTo("0x61c285");
    assertThat(Sights.printable(bytes("größer €"))).isEqualTo("größer €");
    assertThat(Sights.printable(bytes("x".repeat(100)))).hasSize(32).endsWith("…");
    assertThat(Sights.printable(new byte[100])).hasSizeLessThanOrEqualTo(32);
  }
}
