package io.tidegate.runbooks.gate;

import io.tidegate.parity.Light;
import io.tidegate.parity.Verdict;
import io.tidegate.runbooks.Step;
import io.tidegate.runbooks.UnitGroup;
import java.util.List;

/**
 * What a person decides on, as values: all that {@link GateDigest} covers. What moves by itself has
 * no field here: pending, lag, positions, timestamps.
 */
public sealed interface Evidence {

  /**
   * What a gate asks about.
   *
   * @param runbookDigest of the runbook's exact bytes
   */
  record OfWave(String runbookDigest, String gate, Step before, List<UnitAt> units)
      implements Evidence {
    public OfWave {
      units = List.copyOf(units);
    }
  }

  /**
   * One unit of it.
   *
   * @param digest of its {@link OfUnit}
   */
  record UnitAt(String unit, Light light, String digest) {}

  /** What was found of one unit. */
  record OfUnit(
      String unit,
      String owner,
      String sourceClusterId,
      String targetClusterId,
      List<TopicAt> topics,
      List<Fingerprint> fingerprints,
      List<GroupAt> groups,
      List<Finding> findings)
      implements Evidence {
    public OfUnit {
      topics = List.copyOf(topics);
      fingerprints = List.copyOf(fingerprints);
      groups = List.copyOf(groups);
      findings = List.copyOf(findings);
    }
  }

  /** A topic and its partition counts on both clusters. */
  record TopicAt(String source, String target, int sourcePartitions, int targetPartitions) {}

  /** Of configs, ACLs, schemas, topic ids: what was looked at, and the digest of what was seen. */
  record Fingerprint(String of, String digest) {}

  /** A group: what its owner declared and tolerates, and what was proven. */
  record GroupAt(UnitGroup declared, List<RowAt> rows) {
    public GroupAt {
      rows = List.copyOf(rows);
    }
  }

  /**
   * One partition of a group, by its names on the source.
   *
   * @param bounds the counts that the verdict states, such as the records of a REPLAY
   * @param light taken without pending
   */
  record RowAt(String topic, int partition, Verdict verdict, List<Bound> bounds, Light light) {
    public RowAt {
      bounds = List.copyOf(bounds);
    }
  }

  /** A count that a verdict states. */
  record Bound(Count of, String value) {

    /** What may be counted here; nothing that moves by itself. */
    public enum Count {
      REPLAY_RECORDS,
      REPLAY_SPAN,
      SKIP_RECORDS,
      ABORTED_RECORDS,
      PHANTOM_RECORDS,
      FOREIGN_RECORDS,
      REORDERED_RECORDS,
      SUPERSEDED_RECORDS
    }
  }

  /** A finding that is not about a row. */
  record Finding(String id, Light light) {}
}
