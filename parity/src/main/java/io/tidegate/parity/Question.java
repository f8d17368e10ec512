package io.tidegate.parity;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One group on one partition: where on the target does it resume?
 *
 * <p>The order of capture matters: first {@code targetEndBefore}, then {@code committed}, then
 * {@link Resolver#resolve} (which takes the source's end itself). Retries keep what was captured.
 *
 * @param committed the group's stable committed source offset, null where it has none. A partition
 *     whose stable commit is absent because a transaction is pending is not a question yet
 * @param isolation as the application reads
 * @param profile null where the topic could not be calibrated: the answer is UNPROVEN
 * @param targetEndBefore the target's end, taken before {@code committed} was read
 * @param targetCommitted the target group's offset as somebody wrote it, to be graded; null for
 *     none
 * @param proven what an earlier check of the same group and partition proved; null for none. It is
 *     read again at a few places, and left aside where it does not hold
 * @param newest asked for only where equal records leave open which of them was copied last
 */
public record Question(
    PartitionPair pair,
    @Nullable Long committed,
    Isolation isolation,
    @Nullable Profile profile,
    List<Hint> hints,
    Terms terms,
    Frame frame,
    long targetEndBefore,
    @Nullable Long targetCommitted,
    @Nullable ProvenRange proven,
    NewestNote newest) {

  public Question {
    hints = List.copyOf(hints);
    if (targetEndBefore < 0) {
      throw new IllegalArgumentException("targetEndBefore " + targetEndBefore + ": 0 or more");
    }
  }

  /** Without an earlier proof and notes of a replicator. */
  public Question(
      PartitionPair pair,
      @Nullable Long committed,
      Isolation isolation,
      @Nullable Profile profile,
      List<Hint> hints,
      Terms terms,
      Frame frame,
      long targetEndBefore,
      @Nullable Long targetCommitted) {
    this(
        pair,
        committed,
        isolation,
        profile,
        hints,
        terms,
        frame,
        targetEndBefore,
        targetCommitted,
        null,
        NewestNote.NONE);
  }

  /** Without hints, policies or a target offset, on a steady frame. */
  public static Question of(
      PartitionPair pair,
      @Nullable Long committed,
      Isolation isolation,
      @Nullable Profile profile,
      long targetEndBefore) {
    return new Question(
        pair,
        committed,
        isolation,
        profile,
        List.of(),
        Terms.strict(),
        Frame.steady(),
        targetEndBefore,
        null);
  }

  public Question withHints(List<Hint> some) {
    return with(copy -> copy.hints = some);
  }

  public Question withTerms(Terms declared) {
    return with(copy -> copy.terms = declared);
  }

  public Question withFrame(Frame seen) {
    return with(copy -> copy.frame = seen);
  }

  public Question withTargetCommitted(@Nullable Long offset) {
    return with(copy -> copy.targetCommitted = offset);
  }

  public Question withProven(@Nullable ProvenRange earlier) {
    return with(copy -> copy.proven = earlier);
  }

  public Question withNewest(NewestNote note) {
    return with(copy -> copy.newest = note);
  }

  private Question with(Consumer<Copy> change) {
    Copy copy = new Copy();
    change.accept(copy);
    return copy.made();
  }

  /** What may differ in a copy. */
  private final class Copy {
    private List<Hint> hints = Question.this.hints;
    private Terms terms = Question.this.terms;
    private Frame frame = Question.this.frame;
    private @Nullable Long targetCommitted = Question.this.targetCommitted;
    private @Nullable ProvenRange proven = Question.this.proven;
    private NewestNote newest = Question.this.newest;

    private Question made() {
      return new Question(
          pair,
          committed,
          isolation,
          profile,
          hints,
          terms,
          frame,
          targetEndBefore,
          targetCommitted,
          proven,
          newest);
    }
  }
}
