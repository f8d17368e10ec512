package io.tidegate.activities.proof;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.GroupOffsets;
import io.tidegate.parity.LogUnavailable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Where a group stands on both clusters, asked partition by partition. */
final class Positions {
  private static final Duration ASK_AGAIN = Duration.ofMillis(250);

  private final Cluster source;
  private final Cluster target;
  private final String group;
  private final SideBySide beside;
  private final Settling settling;

  Positions(Cluster source, Cluster target, String group, SideBySide beside, Settling settling) {
    this.source = source;
    this.target = target;
    this.group = group;
    this.beside = beside;
    this.settling = settling;
  }

  /** Asks for the position until no transaction holds it back, at most for the settle time. */
  Committed stable(TopicPartition partition) {
    GroupOffsets offsets = new GroupOffsets(source);
    Instant deadline = Instant.now().plus(settling.left());
    while (true) {
      Committed committed = answer(offsets, partition);
      if (!(committed instanceof Committed.Unproven) || Instant.now().isAfter(deadline)) {
        return committed;
      }
      beside.pause(ASK_AGAIN);
    }
  }

  /**
   * What the group has on the target, null for nothing.
   *
   * @throws LogUnavailable if it cannot be told
   */
  @Nullable Long onTarget(TopicPartition partition) {
    Committed committed = answer(new GroupOffsets(target), partition);
    if (committed instanceof Committed.Unproven unproven) {
      throw new LogUnavailable("offset of group " + group + " on " + target, unproven.why());
    }
    return committed instanceof Committed.At at ? at.offset() : null;
  }

  private Committed answer(GroupOffsets offsets, TopicPartition partition) {
    Committed committed = offsets.of(group, List.of(partition)).get(partition);
    return committed == null ? new Committed.Unproven("no answer about " + partition) : committed;
  }
}
