package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.demo.EffectTrap.Note;
import io.tidegate.demo.KillPoint.AtBorder;
import io.tidegate.demo.KillPoint.InEffect;
import io.tidegate.demo.KillPoint.WhileReading;
import io.tidegate.demo.Tripwire.Border;
import io.tidegate.demo.Victim.Course;
import io.tidegate.sandbox.TemporalServerProcess;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * kill -9 of the worker on the way of a wave: it is started again, and the wave goes on with each
 * effect once; a rehearsal comes to its end and leaves nothing behind. Seven places in every build;
 * all that there are, on both kinds of Temporal, in {@link EveryKillPointDurability}.
 */
class KillPointsIT {
  private static final List<KillPoint> SEVEN =
      List.of(
          new AtBorder(Course.FORWARD, Border.AFTER, "Freeze"),
          new InEffect(Course.FORWARD, Note.DONE, "{wave} {wave} % stop-source"),
          new InEffect(Course.FORWARD, Note.DONE, "{wave} {wave} % seed"),
          new AtBorder(Course.FORWARD, Border.BEFORE, "StartTarget"),
          new InEffect(Course.BACK, Note.BEGUN, "{wave} {wave} % stop-target"),
          new InEffect(Course.REHEARSED, Note.DONE, "{wave} {wave} % seed-shadows"),
          new WhileReading());

  @Test
  void aWaveGoesOnWhereItsWorkerWasKilledWithEachEffectOnce() throws Exception {
    try (TemporalServerProcess temporal = RealTemporal.start()) {
      assertThat(new KillRun(SEVEN).run(new Temporal(temporal.target(), temporal.namespace())))
          .isEmpty();
    }
  }
}
