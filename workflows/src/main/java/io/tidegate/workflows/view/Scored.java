package io.tidegate.workflows.view;

import io.tidegate.parity.Light;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One dimension of a unit's scorecard.
 *
 * @param dimension offset-parity, compatibility, operations, governance or rollback
 * @param light null where the dimension is not built: it grades nothing and says so in a finding
 */
public record Scored(String dimension, @Nullable Light light, List<Finding> findings) {

  /**
   * One finding of a check.
   *
   * @param id stable over checks, which is what a waiver names
   * @param light null where it grades nothing
   * @param waivable whether its owner may accept it
   */
  public record Finding(String id, @Nullable Light light, String reason, boolean waivable) {}
}
