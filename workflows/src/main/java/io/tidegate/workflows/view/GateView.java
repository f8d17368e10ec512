package io.tidegate.workflows.view;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.GateRule;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A gate in its current round.
 *
 * @param round 0 before the first opens
 * @param mine whether the person who asks may decide; filled by the api
 * @param sinceRehearsal of each unit that was rehearsed, its last rehearsal beside what it came to
 *     when the round opened; filled by the api where one gate is asked for, else null
 */
public record GateView(
    String gate,
    String before,
    State state,
    int round,
    @Nullable String evidenceDigest,
    @Nullable Light light,
    List<SlotView> slots,
    @Nullable Instant expiresAt,
    @Nullable Mine mine,
    @Nullable List<SinceRehearsal> sinceRehearsal) {

  /** Before its first round opens. */
  public static GateView notOpen(GateRule rule) {
    return new GateView(
        rule.gate(),
        rule.before().word(),
        State.NOT_OPEN,
        0,
        null,
        null,
        List.of(),
        null,
        null,
        null);
  }

  /** The same for the person who asks. */
  public GateView with(Mine asks) {
    return new GateView(
        gate, before, state, round, evidenceDigest, light, slots, expiresAt, asks, sinceRehearsal);
  }

  /** The same with what its units were rehearsed to. */
  public GateView with(List<SinceRehearsal> rehearsals) {
    return new GateView(
        gate, before, state, round, evidenceDigest, light, slots, expiresAt, mine, rehearsals);
  }

  /** Of its current round. */
  public enum State {
    NOT_OPEN,
    OPEN,
    CONSUMED,
    REJECTED,
    EXPIRED,
    SUPERSEDED
  }

  /**
   * One approval that the round needs.
   *
   * @param by subject who filled it; null while it is open
   */
  public record SlotView(String role, @Nullable String by) {}

  /**
   * Whether the person who asks may decide.
   *
   * @param why not, or why so, in a sentence
   */
  public record Mine(boolean eligible, String why) {}

  /**
   * The last rehearsal of a unit beside what the unit came to by now.
   *
   * @param wave that rehearsed it
   * @param at when it ended
   * @param light of the rehearsal
   * @param differences one line each; none where nothing differs
   * @param timings of the steps that were rehearsed
   */
  public record SinceRehearsal(
      String unit,
      String wave,
      Instant at,
      Light light,
      List<String> differences,
      List<Timing> timings) {
    public SinceRehearsal {
      differences = List.copyOf(differences);
      timings = List.copyOf(timings);
    }

    /**
     * How long a step took.
     *
     * @param planned in the rehearsal
     * @param actual in this wave; null where it has not been made yet
     */
    public record Timing(String step, Duration planned, @Nullable Duration actual) {}
  }
}
