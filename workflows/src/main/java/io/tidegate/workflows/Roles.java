package io.tidegate.workflows;

import io.tidegate.runbooks.MigrationUnit;
import java.util.List;

/**
 * Who may say what besides decisions, by the roles that stand in the ledger's row. The api asks the
 * same before it writes a row; here it is what counts.
 */
final class Roles {
  static final String ON_CALL = "on-call";
  static final String RELEASE_MANAGER = "release-manager";

  /** Said to whoever may not. */
  static final String ROLLBACK_NEEDS =
      "a rollback needs on-call, or the rollback caller of every unit that it takes back";

  private Roles() {}

  /** Hold, resume, RETRY and SKIP. */
  static boolean mayHold(List<String> roles) {
    return roles.contains(ON_CALL) || roles.contains(RELEASE_MANAGER);
  }

  /** The rollback of these units: on-call, or whoever is the rollback caller of each. */
  static boolean mayRollBack(List<MigrationUnit> units, List<String> roles) {
    return roles.contains(ON_CALL)
        || units.stream()
            .map(MigrationUnit::rollback)
            .allMatch(way -> roles.contains(way.caller()));
  }
}
