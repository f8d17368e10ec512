package io.tidegate.parity;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table of verdicts and lights, with the sums of one group at hand. */
record Lighting(
    boolean replayHolds, boolean gradesHold, boolean envelopeGiven, boolean envelopeHolds) {

  /** Longer than any window that has a bound. */
  private static final Duration UNKNOWN = Duration.ofSeconds(Long.MAX_VALUE);

  static Lighting of(Collection<Row> rows, ReplayWindow window, @Nullable LagEnvelope envelope) {
    long replay = 0;
    long graded = 0;
    Duration gradedSpan = Duration.ZERO;
    long pending = 0;
    Duration span = Duration.ZERO;
    Duration age = Duration.ZERO;
    for (Row row : rows) {
      Counts counts = row.counts();
      replay += counts.replay();
      pending += counts.pending();
      span = longer(span, counts.replaySpan());
      age = longer(age, counts.pendingAge());
      Grade grade = row.grade();
      if (grade != null && grade.verdict() == Verdict.REPLAY) {
        graded += grade.records();
        gradedSpan = longer(gradedSpan, grade.span() == null ? UNKNOWN : grade.span());
      }
    }
    return new Lighting(
        window.holds(replay, span),
        window.holds(graded, gradedSpan),
        envelope != null,
        envelope != null && envelope.holds(pending, age));
  }

  static Light alone(Row row) {
    return of(List.of(row), ReplayWindow.NONE, null).light(row);
  }

  Light light(Row row) {
    return switch (row.verdict()) {
      case EXACT -> exact(row);
      case REPLAY -> replayHolds ? exact(row) : Light.RED;
      // Seeded by declared policy only, and then with what the position itself costs.
      case UNCOMMITTED, OUT_OF_RANGE, EXPIRED_SOURCE, EXPIRED_TARGET ->
          row.resume() == null || !replayHolds ? Light.RED : exact(row).worst(Light.YELLOW);
      case UNPROVEN, NOT_REPLICATED_YET, SKIP, AMBIGUOUS, DIVERGED -> Light.RED;
    };
  }

  Light gradeLight(Row row) {
    Grade grade = row.grade();
    if (grade == null || grade.verdict() == Verdict.EXACT) {
      return Light.GREEN;
    }
    return grade.verdict() == Verdict.REPLAY && gradesHold ? Light.GREEN : Light.RED;
  }

  /** The light of EXACT with this row's proof, pending and aborted records. */
  private Light exact(Row row) {
    Light light = row.proof() == Proof.RANGE_AND_SUFFIX ? Light.GREEN : Light.YELLOW;
    if (row.pair().isRepartitioned()) {
      light = light.worst(Light.YELLOW); // the order of each key is unproven
    }
    if (row.counts().aborted() > 0) {
      light = light.worst(Light.YELLOW);
    }
    if (row.counts().pending() > 0) {
      light = light.worst(pendingLight());
    }
    return light;
  }

  private Light pendingLight() {
    if (!envelopeGiven) {
      return Light.YELLOW;
    }
    return envelopeHolds ? Light.GREEN : Light.RED;
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) >= 0 ? one : other;
  }
}
