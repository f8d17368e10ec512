package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the gates of a runbook. */
final class GateReader {

  private static final Words<String> KEYS =
      Words.keys(List.of("gate", "before", "approvals", "expiresIn"));
  private static final Words<String> APPROVAL_KEYS = Words.keys(List.of("role"));

  private static final Words<Step> STEPS = Words.of(List.of(Step.values()), Step::word);

  private static final Duration EXPIRY_MIN = Duration.ofSeconds(10);
  private static final Duration EXPIRY_MAX = Duration.ofDays(90);
  private static final String ROLES_ALLOWED =
      "a list of {role: …}, " + GateRule.UNIT_OWNER + " for the owners of the units";

  private GateReader() {}

  static List<GateRule> read(Section top, FindingList findings) {
    List<GateRule> gates = new ArrayList<>();
    Uniques names = new Uniques("gate");
    boolean beforeQuiesce = false;
    List<Section.Item> items =
        top.items("gates", REQUIRED, "a list of gates, one of them before quiesce");
    boolean unsure = items.isEmpty();
    for (Section.Item item : items) {
      Section section = Section.open(item.node(), item.path(), findings, KEYS);
      if (section == null) {
        unsure = true;
        continue;
      }
      Step before = section.word("before", REQUIRED, STEPS);
      unsure |= before == null;
      beforeQuiesce |= before == Step.QUIESCE;
      GateRule gate = gate(section, before, names, findings);
      if (gate != null) {
        gates.add(gate);
      }
    }
    if (!beforeQuiesce && !unsure) {
      top.finding(
          "gates",
          "no gate before quiesce: nobody would be asked",
          "at least one gate with before: quiesce");
    }
    return gates;
  }

  private static @Nullable GateRule gate(
      Section section, @Nullable Step before, Uniques names, FindingList findings) {
    String gate = section.text("gate", REQUIRED, Names::isName, Names.NAME);
    if (gate != null) {
      names.take(gate, section, "gate");
    }
    List<String> roles = new ArrayList<>();
    List<Section.Item> approvals = section.items("approvals", REQUIRED, ROLES_ALLOWED);
    for (Section.Item item : approvals) {
      Section approval = Section.open(item.node(), item.path(), findings, APPROVAL_KEYS);
      String role =
          approval == null
              ? null
              : approval.text("role", REQUIRED, GateReader::asksRole, Names.ASKED);
      if (role != null) {
        roles.add(role);
      }
    }
    Duration expiresIn = section.duration("expiresIn", REQUIRED, EXPIRY_MIN, EXPIRY_MAX);
    if (gate == null || before == null || expiresIn == null || roles.isEmpty()) {
      return null;
    }
    return new GateRule(gate, before, roles, expiresIn);
  }

  private static boolean asksRole(String role) {
    return role.equals(GateRule.UNIT_OWNER) || Names.isRole(role);
  }
}
