package io.tidegate.parity;

import java.time.InstantSource;

/**
 * The door: says where on the target a group resumes, and how that is known.
 *
 * <p>Guarantee: EXACT is said only where what the target delivers from the resume point on,
 * followed by what a replicator sends that goes on after its last matched record, is exactly the
 * unread records in their order. Limit: a crash of the replicator after the check is covered by no
 * proof.
 */
public final class Resolver {
  private final InstantSource clock;
  private final Pause pause;

  public Resolver(InstantSource clock, Pause pause) {
    this.clock = clock;
    this.pause = pause;
  }

  /**
   * Resolves one question. Both logs must be at the question's isolation level.
   *
   * @throws LogUnavailable if a log cannot be read; ask again, or show {@link Row#unproven}
   */
  public Row resolve(Question question, PartitionLog source, PartitionLog target) {
    return Row.unproven(
        question.pair(),
        question.committed(),
        question.targetCommitted(),
        "not built yet" + clock + pause + source + target);
  }
}
