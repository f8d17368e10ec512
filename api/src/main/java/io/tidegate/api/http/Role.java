package io.tidegate.api.http;

/** The roles that the api itself knows. A runbook names others: owners and rollback callers. */
public final class Role {
  /** Every role includes it. */
  public static final String VIEWER = "viewer";

  public static final String AUDITOR = "auditor";
  public static final String RELEASE_MANAGER = "release-manager";
  public static final String ON_CALL = "on-call";

  private Role() {}
}
