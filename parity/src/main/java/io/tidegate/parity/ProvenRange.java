package io.tidegate.parity;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one check compared, for a later check of the same partition to go on from: plain numbers
 * that a caller may store. It is never believed: records at its ends and around the new boundary
 * are read again, and where one does not match it is left aside.
 *
 * <pre>
 * source | [from . . stretch . . . . stretch . . to)      all visible records of both ranges are
 * target | [from . . . stretch . x . . stretch . to)      in a stretch, or known to match nothing
 * </pre>
 *
 * Ordinals count visible records from {@code from} of their own side. At most {@value #MOST}
 * pieces.
 *
 * @param sourceId the source topic's id when it was read, null where the broker has none
 * @param targetId the same of the target topic
 * @param profile what made two records the same
 * @param sourceFrom offset of the first source record seen
 * @param sourceTo the source was read below this offset
 * @param sourceRecords ordinal of the first source record at or after {@code sourceTo}
 * @param targetFrom offset of the first target record seen
 * @param targetTo every target record below this offset is accounted for
 * @param targetRecords ordinal of the first target record at or after {@code targetTo}
 * @param stretches in target order
 * @param strangers target records that no source record was found for, in target order
 */
public record ProvenRange(
    @Nullable String sourceId,
    @Nullable String targetId,
    Profile profile,
    long sourceFrom,
    long sourceTo,
    long sourceRecords,
    long targetFrom,
    long targetTo,
    long targetRecords,
    List<Stretch> stretches,
    List<Strangers> strangers) {

  /** Stretches and strangers together, at most. */
  public static final int MOST = 256;

  /**
   * Records that follow each other on both sides: the first and the last pair of offsets that hold
   * the same record.
   *
   * @param source ordinal of the first on the source
   * @param target ordinal of the first on the target
   */
  public record Stretch(
      long source,
      long target,
      long length,
      long sourceOffset,
      long targetOffset,
      long lastSourceOffset,
      long lastTargetOffset) {
    public Stretch {
      if (length < 1 || lastSourceOffset < sourceOffset || lastTargetOffset < targetOffset) {
        throw new IllegalArgumentException("stretch of " + length + " records");
      }
    }
  }

  /**
   * Target records without a source record.
   *
   * @param target ordinal of the first
   */
  public record Strangers(long target, long length, long offset, long lastOffset) {
    public Strangers {
      if (length < 1 || lastOffset < offset) {
        throw new IllegalArgumentException("strangers: " + length + " records");
      }
    }
  }

  public ProvenRange {
    stretches = List.copyOf(stretches);
    strangers = List.copyOf(strangers);
    if (sourceFrom < 0 || targetFrom < 0 || sourceTo < sourceFrom || targetTo < targetFrom) {
      throw new IllegalArgumentException(
          "proven range "
              + sourceFrom
              + ".."
              + sourceTo
              + " on the source, "
              + targetFrom
              + ".."
              + targetTo
              + " on the target");
    }
    if (stretches.isEmpty() || stretches.size() + strangers.size() > MOST) {
      throw new IllegalArgumentException(
          "proven range of " + stretches.size() + " stretches: 1 to " + MOST + " pieces");
    }
  }

  /** Pairs of offsets that held the same record. */
  List<Hint> pairs() {
    return stretches.stream()
        .map(pair -> new Hint(Anchor.PROVEN, pair.sourceOffset(), pair.targetOffset()))
        .toList();
  }
}
