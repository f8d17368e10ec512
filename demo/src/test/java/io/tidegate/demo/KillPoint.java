package io.tidegate.demo;

import io.tidegate.demo.Victim.Course;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.common.GroupState;
import org.jspecify.annotations.Nullable;

/** Where on its way a wave's worker is killed. */
sealed interface KillPoint {

  /** What the wave goes through. */
  Course course();

  /** Arms it for this wave, before it begins. */
  void arm(BreakableStage stage, String wave) throws Exception;

  /** True while the worker stands there. */
  boolean isReached(BreakableStage stage, String wave) throws Exception;

  /** True where nothing holds the worker: it has to be killed as soon as it is seen there. */
  default boolean isFleeting() {
    return false;
  }

  /** After the worker was killed. */
  void disarm(BreakableStage stage, String wave) throws Exception;

  /** At the border of the wave's first activity of a type. */
  record AtBorder(Course course, Tripwire.Border border, String activity) implements KillPoint {
    @Override
    public void arm(BreakableStage stage, String wave) throws Exception {
      Tripwire.lay(stage.wires(), wave, border, activity);
    }

    @Override
    public boolean isReached(BreakableStage stage, String wave) {
      return Tripwire.isTripped(stage.wires(), wave);
    }

    @Override
    public void disarm(BreakableStage stage, String wave) throws Exception {
      Tripwire.remove(stage.wires(), wave);
    }

    @Override
    public String toString() {
      return course + " " + border + " " + activity;
    }
  }

  /**
   * In the middle of an activity that changes something.
   *
   * @param effect pattern of the key of the effect, or of the entry: {@value #WAVE} stands for the
   *     wave's name, % for any text
   */
  record InEffect(Course course, EffectTrap.Note note, String effect) implements KillPoint {
    static final String WAVE = "{wave}";

    /** The groups of a rehearsal are gone, and the entry that says so is not written. */
    static final String SHADOWS_REMOVED = "shadows-removed {wave} {wave} %";

    private static final Pattern RUN = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** The pattern of the key that the effect had in this wave: each run has an id of its own. */
    static String pattern(String key, String wave) {
      return RUN.matcher(key.replace(wave, WAVE)).replaceAll("%");
    }

    @Override
    public void arm(BreakableStage stage, String wave) throws Exception {
      stage.trap().set(wave, effect.replace(WAVE, wave), note);
    }

    @Override
    public boolean isReached(BreakableStage stage, String wave) throws Exception {
      return stage.trap().isSprung(wave);
    }

    @Override
    public void disarm(BreakableStage stage, String wave) throws Exception {
      stage.trap().clear(wave);
    }

    @Override
    public String toString() {
      return course + " " + note + " " + effect;
    }
  }

  /**
   * While a rehearsal reads on: its own group on the target has a member, which the kill leaves
   * behind in it.
   */
  final class WhileReading implements KillPoint {
    private static final int ANSWER_SECONDS_MAX = 5;

    private @Nullable Admin target;
    private String group = "";

    @Override
    public Course course() {
      return Course.REHEARSED;
    }

    @Override
    public void arm(BreakableStage stage, String wave) {
      target = Admin.create(stage.world().cloud().clientProperties());
      group = stage.victim(wave).seeded();
    }

    @Override
    public boolean isReached(BreakableStage stage, String wave) throws Exception {
      return Objects.requireNonNull(target, "armed first")
          .listGroups(ListGroupsOptions.forConsumerGroups())
          .all()
          .get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
          .stream()
          .filter(listed -> listed.groupId().equals(group))
          .anyMatch(listed -> listed.groupState().equals(Optional.of(GroupState.STABLE)));
    }

    /** It reads for a few seconds, and nothing holds it until the others stand. */
    @Override
    public boolean isFleeting() {
      return true;
    }

    @Override
    public void disarm(BreakableStage stage, String wave) {
      Objects.requireNonNull(target, "armed first").close();
    }

    @Override
    public String toString() {
      return course() + " while it reads on";
    }
  }

  /**
   * While a wave's canary flies: its topic is on the target, and perhaps its groups, which the kill
   * leaves behind.
   */
  final class WhileFlying implements KillPoint {
    private static final int ANSWER_SECONDS_MAX = 5;

    private @Nullable Admin target;
    private boolean seen;

    @Override
    public Course course() {
      return Course.REHEARSED;
    }

    @Override
    public void arm(BreakableStage stage, String wave) {
      target = Admin.create(stage.world().cloud().clientProperties());
    }

    @Override
    public boolean isReached(BreakableStage stage, String wave) throws Exception {
      String canary = Leftovers.canary(stage.victim(wave));
      seen =
          seen
              || Objects.requireNonNull(target, "armed first")
                  .listTopics()
                  .names()
                  .get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                  .contains(canary);
      return seen;
    }

    @Override
    public boolean isFleeting() {
      return true;
    }

    @Override
    public void disarm(BreakableStage stage, String wave) {
      Objects.requireNonNull(target, "armed first").close();
    }

    @Override
    public String toString() {
      return course() + " while its canary flies";
    }
  }
}
