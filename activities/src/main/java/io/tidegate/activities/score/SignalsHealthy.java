package io.tidegate.activities.score;

import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.switches.Signals;
import io.tidegate.activities.switches.Signals.Seen;
import io.tidegate.parity.Light;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Signal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Whether the unit can be watched: every signal that it declares answers now, freshly and healthy,
 * and together they cover the five areas. A unit that declares none cannot be watched: RED.
 */
final class SignalsHealthy implements Check {
  private static final Duration AT_LEAST = Duration.ofSeconds(30);

  /** One hangs for {@link Signals#WITHIN}; they are asked one after the other. */
  private static final Duration EACH_WITHIN = Signals.WITHIN.plusSeconds(1);

  private final Signals signals;

  SignalsHealthy(Signals signals) {
    this.signals = signals;
  }

  @Override
  public String name() {
    return "signals";
  }

  @Override
  public Dimension dimension() {
    return Dimension.OPERATIONS;
  }

  @Override
  public Duration within(ScoreRequest asked) {
    return AT_LEAST.plus(EACH_WITHIN.multipliedBy(asked.unit().signals().size()));
  }

  @Override
  public Checked check(ScoreRequest asked) {
    List<Signal> declared = asked.unit().signals();
    List<Seen> seen = signals.ask(declared, () -> {});
    return Checked.of(this, findings(declared, seen), Map.of("signals", seen));
  }

  static Findings findings(List<Signal> declared, List<Seen> seen) {
    Findings findings = new Findings();
    if (declared.isEmpty()) {
      return findings.red(
          "no-signals", "the unit declares no signals: nobody could see how it does on the target");
    }
    for (Seen one : seen) {
      if (one.light() != Light.GREEN) {
        findings.add("signal-red/" + one.name(), one.light(), "signal " + one.told());
      }
    }
    Arrays.stream(Signal.Covers.values())
        .filter(area -> declared.stream().noneMatch(signal -> signal.covers() == area))
        .forEach(
            area -> findings.yellow("uncovered/" + word(area), "no signal covers " + word(area)));
    return findings;
  }

  private static String word(Signal.Covers area) {
    return area.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
