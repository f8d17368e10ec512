package io.tidegate.activities.score;

import io.tidegate.activities.score.ScoreRequest.Denied;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import io.tidegate.workflows.view.Scored.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a check found.
 *
 * @param light the worst of its findings; GREEN only of a check that was made and found nothing
 * @param findings for people; ids are stable over checks and hold no figure that moves by itself
 * @param evidence what was seen, for the unit's evidence
 */
public record Checked(
    String check, Dimension dimension, Light light, List<Finding> findings, Object evidence) {
  public Checked {
    findings = List.copyOf(findings);
  }

  /** What a check could not see, in the one word that stands in finding ids. */
  enum Gap {
    SKIPPED("skipped"),
    SAMPLED_EMPTY("sampled empty"),
    TIMED_OUT("timed out"),
    EXPIRED("expired"),
    DENIED("denied"),
    FAILED("failed");

    private final String words;

    Gap(String words) {
      this.words = words;
    }

    String id() {
      return words.replace(' ', '-');
    }
  }

  static Checked of(Check check, Findings findings, Object evidence) {
    return new Checked(check.name(), check.dimension(), findings.light(), findings.list, evidence);
  }

  /** Not made, or not to its end. */
  static Checked not(Check check, Gap gap, String why) {
    Finding finding =
        new Finding(gap.id() + "/" + check.name(), Light.RED, gap.words + ": " + why, false);
    return new Checked(
        check.name(),
        check.dimension(),
        Light.RED,
        List.of(finding),
        Map.of("not made", gap.words, "why", why));
  }

  /** The findings of one check while it is made. */
  static final class Findings {
    private final List<Finding> list = new ArrayList<>();

    List<Finding> list() {
      return List.copyOf(list);
    }

    Findings red(String id, String reason) {
      return add(id, Light.RED, reason);
    }

    Findings yellow(String id, String reason) {
      return add(id, Light.YELLOW, reason);
    }

    /** What a person should know and that grades nothing. */
    Findings said(String id, String reason) {
      return add(id, null, reason);
    }

    Findings add(String id, @Nullable Light light, String reason) {
      list.add(new Finding(id, light, reason, false));
      return this;
    }

    Findings gap(Gap gap, String id, String why) {
      return red(gap.id() + "/" + id, gap.words + ": " + why);
    }

    /** Topics that a check is made of and could not be, each RED. */
    Findings denied(Check check, List<Denied> topics) {
      topics.forEach(
          one ->
              gap(
                  Gap.DENIED,
                  check.name() + "/" + one.side().word() + "/" + one.name(),
                  one.why()));
      return this;
    }

    Light light() {
      Light worst = Light.GREEN;
      for (Finding finding : list) {
        Light light = finding.light();
        worst = light == null ? worst : worst.worst(light);
      }
      return worst;
    }
  }
}
