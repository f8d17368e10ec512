package io.tidegate.workflows.activity;

/**
 * Types of the application failures that are never retried: only a person, or another attempt, can
 * change them.
 */
public final class Failures {
  /** The lease of this call was taken over; nothing was done. */
  public static final String STALE_FENCE = "StaleFence";

  public static final String LEASE_HELD = "LeaseHeld";

  /** A principal lacks an operation on a resource; both are named. */
  public static final String UNAUTHORIZED = "Unauthorized";

  /** The other side said no, or a check failed that waiting does not mend. */
  public static final String REFUSED = "Refused";

  private Failures() {}
}
