package io.tidegate.activities;

import io.tidegate.ledger.Begun;
import io.tidegate.ledger.Effects;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.Echo;
import java.util.function.Supplier;

/**
 * Does each effect of a call under its fence, and once: the ledger takes the idempotency row and
 * checks the fence in one transaction, and an effect that was finished answers what it answered
 * then.
 *
 * <p>The limit: an attempt that died between its effect and the note of it does the effect again,
 * so every effect bears that.
 */
final class Once {
  private final Effects effects;

  Once(Effects effects) {
    this.effects = effects;
  }

  /**
   * @param effect names the effect within the call
   */
  <T extends Echo> T run(Call call, String effect, Class<T> type, Supplier<T> deed) {
    String key = call.wave() + " " + call.unit() + " " + call.key() + " " + effect;
    Begun begun = effects.begin(key, call.wave(), call.unit(), call.fence());
    if (begun instanceof Begun.Stale stale) {
      throw Fail.stale(stale.why() + "; " + effect + " was not done");
    }
    if (begun instanceof Begun.Done done) {
      return Bodies.read(done.resultJson(), type);
    }
    return Bodies.read(effects.finish(key, Bodies.text(deed.get())), type);
  }

  /**
   * Refuses a call whose fence was bumped meanwhile: for a deed that has begun, right before what
   * another worker must not find done. Its own worker may have stood still in between.
   */
  void requireFence(Call call) {
    effects
        .whyStale(call.wave(), call.unit(), call.fence())
        .ifPresent(
            why -> {
              throw Fail.stale(why + "; nothing more is done");
            });
  }

  /** The same at every beat. */
  Pulse underFence(Call call, Pulse pulse) {
    return () -> {
      pulse.beat();
      requireFence(call);
    };
  }
}
