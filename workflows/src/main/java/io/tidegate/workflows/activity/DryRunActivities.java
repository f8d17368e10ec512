package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;

/**
 * What a dry run asks of the world: nothing but to look, on the queue of {@link KafkaActivities}.
 */
@ActivityInterface
public interface DryRunActivities {

  /**
   * Builds the actions of a deed as the live call builds them, and takes none: each is an audit
   * entry of kind {@code would} with its exact values.
   */
  Told tell(Tell call);

  /**
   * One deed.
   *
   * @param call with the key that the live call would have, for its idempotency keys stand in what
   *     is told
   * @param evidence of {@link KafkaActivities#verify}; empty before
   */
  record Tell(Call call, Deed deed, String evidence) implements AboutCall {}

  /** So many actions were told. */
  record Told(String key, int actions) implements Echo {}
}
