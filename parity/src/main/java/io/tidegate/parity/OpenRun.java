package io.tidegate.parity;

/** A run that still grows. */
final class OpenRun {
  private final long source;
  private final long target;
  private final Fingerprint firstSource;
  private final Fingerprint firstTarget;
  private Fingerprint lastSource;
  private Fingerprint lastTarget;
  private long length;

  OpenRun(long source, long target, Fingerprint s, Fingerprint t) {
    this.source = source;
    this.target = target;
    this.firstSource = s;
    this.firstTarget = t;
    this.lastSource = s;
    this.lastTarget = t;
  }

  boolean continuesAt(long sourceOrdinal, long targetOrdinal, int most) {
    return sourceOrdinal == source + length && targetOrdinal == target + length && length < most;
  }

  boolean cutBy(Walk.Cuts cuts, Fingerprint s, Fingerprint t) {
    return cuts.between(lastSource, s, lastTarget, t);
  }

  void add(Fingerprint s, Fingerprint t) {
    lastSource = s;
    lastTarget = t;
    length++;
  }

  Run close() {
    return new Run(
        source,
        target,
        length,
        firstSource.offset(),
        firstTarget.offset(),
        lastSource.offset(),
        lastTarget.offset());
  }
}
