package io.tidegate.parity;

import static io.tidegate.parity.Checks.ask;
import static io.tidegate.parity.Checks.live;
import static io.tidegate.parity.Checks.uncommitted;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Positions that the source or the target no longer has, or never had: by policy, or not at all.
 */
final class PolicyTest {
  private final MemoryLog source = MemoryLog.named("source").range(0, 20);
  private final MemoryLog target = MemoryLog.named("target").add(900, 901).range(0, 20);

  private static Terms terms() {
    return Terms.strict().withSettle(Duration.ZERO);
  }

  @ParameterizedTest
  @CsvSource({"EARLIEST, 2", "LATEST, 22"})
  void withoutACommitTheDeclaredPolicyPlacesIt(Reset policy, long resume) {
    Row row = ask(uncommitted(live(source, target, 0), policy), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNCOMMITTED);
    assertThat(row.resume()).isEqualTo(resume);
    assertThat(row.light()).isEqualTo(Light.YELLOW);
    assertThat(row.committed()).isNull();
  }

  @Test
  void withoutACommitAndAPolicyNothingIsSeeded() {
    Row row = ask(uncommitted(live(source, target, 0), Reset.FAIL), source, target);

    assertThat(row.verdict()).isEqualTo(Verdict.UNCOMMITTED);
    assertThat(row.resume()).isNull();
    assertThat(row.light()).isEqualTo(Light.RED);
  }

  @Test
  void theWorseVerdictIsShownForAPolicyPosition() {
    MemoryLog lossy = MemoryLog.named("target").range(0, 5).range(7, 20);
    Question earliest = uncommitted(live(source, lossy, 0), Reset.EARLIEST);

    assertThat(ask(earliest, source, lossy).verdict()).isEqualTo(Verdict.SKIP);
  }

  @Test
  void aPositionBeyondTheEndIsOutOfRange() {
    Row row = ask(source, target, 21);
    Question declared = live(source, target, 21).withTerms(terms().withOutOfRange(Reset.LATEST));

    assertThat(row.verdict()).isEqualTo(Verdict.OUT_OF_RANGE);
    assertThat(row.resume()).isNull();
    assertThat(row.light()).isEqualTo(Light.RED);
    assertThat(ask(declared, source, target).resume()).isEqualTo(22);
    assertThat(ask(declared, source, target).light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void aPolicyPositionSaysWhichPolicyPlacedIt() {
    Row latest = ask(uncommitted(live(source, target, 0), Reset.LATEST), source, target);
    Question beyond = live(source, target, 21);
    Row earliest = ask(beyond.withTerms(terms().withOutOfRange(Reset.EARLIEST)), source, target);

    assertThat(latest.reason())
        .startsWith("the group has no committed offset here")
        .contains("starts at the source's end");
    assertThat(earliest.reason())
        .startsWith("the committed offset 21 lies outside the source's log")
        .contains("starts at the source's begin");
  }

  @Test
  void anExpiredPositionResumesAtTheSourcesBeginWhereThatIsDeclared() {
    MemoryLog expired = MemoryLog.named("source").range(0, 20).beginAt(5);
    Question question = live(expired, target, 3);
    Question declared =
        question.withTerms(question.terms().withResumeAtBegin(true)).withTargetCommitted(7L);

    Row refused = ask(question, expired, target);
    Row row = ask(declared, expired, target);

    assertThat(refused.verdict()).isEqualTo(Verdict.EXPIRED_SOURCE);
    assertThat(refused.resume()).isNull();
    assertThat(refused.light()).isEqualTo(Light.RED);
    assertThat(refused.counts().suffixRead()).as("counted all the same").isEqualTo(15);
    assertThat(refused.reason())
        .contains("offset 3", "begins at 5", "declare that it resumes there")
        .doesNotContain("resume here");
    assertThat(row.verdict()).isEqualTo(Verdict.EXPIRED_SOURCE);
    assertThat(row.resume()).as("the image of 5").isEqualTo(7);
    assertThat(row.grade()).isEqualTo(new Grade(Verdict.EXACT, 0, java.time.Duration.ZERO));
    assertThat(row.light()).isEqualTo(Light.YELLOW);
  }

  @Test
  void aWorseVerdictThanExpiredIsShownWithTheExpiryInItsReason() {
    MemoryLog expired = MemoryLog.named("source").range(0, 20).beginAt(5);
    MemoryLog lossy = MemoryLog.named("target").range(0, 8).range(10, 20);

    Row row = ask(expired, lossy, 3);

    assertThat(row.verdict()).isEqualTo(Verdict.SKIP);
    assertThat(row.reason()).contains("expired on the source");
  }

  @Test
  void whatTheTargetHasLostIsExpiredAndResumesAtItsBeginWhereThatIsDeclared() {
    MemoryLog copied = MemoryLog.named("target").range(0, 20).beginAt(10);
    Question question = live(source, copied, 7);

    Row refused = ask(question, source, copied);
    Row row = ask(question.withTerms(question.terms().withResumeAtBegin(true)), source, copied);

    assertThat(refused.verdict()).isEqualTo(Verdict.EXPIRED_TARGET);
    assertThat(refused.resume()).isNull();
    assertThat(refused.light()).isEqualTo(Light.RED);
    assertThat(refused.counts().skip()).isEqualTo(3);
    assertThat(row.resume()).as("the target's begin").isEqualTo(10);
    assertThat(row.light()).isEqualTo(Light.YELLOW);
  }

  /** The begin is where a consumer would start, but a stranger stands there: behind it. */
  @Test
  void anExpiredTargetResumesBehindWhatStandsAtItsBeginAndIsNotUnread() {
    MemoryLog copied = MemoryLog.named("target").range(0, 5).add(901, 902).range(12, 20).beginAt(5);
    Question question = live(source, copied, 7);

    Row row = ask(question.withTerms(question.terms().withResumeAtBegin(true)), source, copied);

    assertThat(row.verdict()).as(row.reason()).isEqualTo(Verdict.EXPIRED_TARGET);
    assertThat(row.resume()).isEqualTo(7);
  }
}
