package io.tidegate.workflows;

import io.tidegate.parity.Light;
import io.tidegate.workflows.activity.KafkaActivities.Waived;
import io.tidegate.workflows.message.SignatureBody.Waiver;
import io.tidegate.workflows.view.Scored;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A check that a person left out, as a finding: RED until it is made or waived, and a waiver makes
 * it YELLOW.
 *
 * @param dimension of the scorecard in which it is shown
 */
record LeftOut(String dimension, Finding finding, Light light) {
  private static final String FREEZE_ACLS = Waiver.SKIPPED + "freeze-acls";

  static LeftOut freezeAcls(String by, String reason, List<Waived> waivers) {
    List<Waived> named =
        waivers.stream().filter(waived -> waived.finding().equals(FREEZE_ACLS)).toList();
    Optional<Waived> standing = named.stream().filter(Waived::stands).findFirst();
    List<String> why = new ArrayList<>();
    standing.ifPresentOrElse(
        waived -> why.add(waived.told()), () -> named.forEach(waived -> why.add(waived.told())));
    why.add("skipped by " + by + ": " + reason);
    Light light = standing.isPresent() ? Light.YELLOW : Light.RED;
    return new LeftOut(
        "governance", new Finding(FREEZE_ACLS, light, String.join("; ", why), true), light);
  }

  /** The scorecard with it. */
  List<Scored> shownIn(List<Scored> scorecard) {
    List<Scored> shown = new ArrayList<>();
    List<Finding> findings = new ArrayList<>();
    Light worst = light;
    for (Scored each : scorecard) {
      if (each.dimension().equals(dimension)) {
        findings.addAll(each.findings());
        worst = each.light() == null ? worst : worst.worst(each.light());
      } else {
        shown.add(each);
      }
    }
    findings.add(finding);
    shown.add(new Scored(dimension, worst, findings));
    return shown;
  }
}
