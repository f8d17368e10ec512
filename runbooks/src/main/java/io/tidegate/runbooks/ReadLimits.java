package io.tidegate.runbooks;

/**
 * How fast the proofs of a wave may read the records of each cluster, so that they do not crowd out
 * the applications. On one worker the strictest limit of all proofs that run counts.
 *
 * @param source bytes of keys and values a second; {@link #NONE} for as fast as it serves
 * @param target the same, of the target
 */
public record ReadLimits(long source, long target) {

  /** No limit. */
  public static final long NONE = Long.MAX_VALUE;

  /** What counts where a runbook says nothing: 64 MiB a second. */
  public static final long DEFAULT_BYTES_PER_SECOND = 64L * 1024 * 1024;

  static final ReadLimits DEFAULT =
      new ReadLimits(DEFAULT_BYTES_PER_SECOND, DEFAULT_BYTES_PER_SECOND);

  public ReadLimits {
    Require.that(
        source > 0 && target > 0,
        "read limits of " + source + " and " + target + " bytes a second, not 1 or more");
  }
}
