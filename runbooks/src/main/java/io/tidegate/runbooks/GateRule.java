package io.tidegate.runbooks;

import java.time.Duration;
import java.util.List;

/**
 * Where a wave waits for people.
 *
 * @param gate its name, see {@link Names}
 * @param before the step that is not begun until the gate is consumed
 * @param approvals the roles that must approve, one slot each, in the order of the file; a role
 *     that stands twice needs two people; {@link #UNIT_OWNER} is one slot for each distinct owner
 *     role of the wave
 * @param expiresIn how long a round stays open; then the wave holds, it never goes
 */
public record GateRule(String gate, Step before, List<String> approvals, Duration expiresIn) {

  /** Stands for the owner roles of the units. */
  public static final String UNIT_OWNER = "unit-owner";

  public GateRule {
    Require.name("gate", gate);
    approvals = List.copyOf(approvals);
    Require.that(!approvals.isEmpty(), "gate " + gate + " asks nobody");
    for (String role : approvals) {
      Require.that(
          role.equals(UNIT_OWNER) || Names.isRole(role),
          "gate " + gate + ": role '" + role + "' is not " + Names.ROLE);
    }
    Require.positive("expiresIn", expiresIn);
  }
}
