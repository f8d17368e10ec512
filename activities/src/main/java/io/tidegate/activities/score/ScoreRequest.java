package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.runbooks.Attestation;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the checks of one unit are made on.
 *
 * @param proofs of its groups, as of now
 * @param topics as both clusters described them just before
 * @param apart of those that the application writes elsewhere after the switch, the source beside
 *     that other topic
 * @param denied of its topics and groups, what may not be described; the topics are in neither list
 * @param protocols {@code classic} or {@code consumer}: those of its groups
 * @param attested what was signed, expired signatures too
 * @param mayWrite whether a check may leave its trace on the target while it is made: not in a dry
 *     run
 * @param rehearsed the last rehearsal of the unit; null where there was none
 * @param before where the logs ended before the proofs were made, for what grows to be measured
 *     from then on; null where nobody looked
 */
public record ScoreRequest(
    String wave,
    Runbook runbook,
    MigrationUnit unit,
    Cluster source,
    Cluster target,
    List<GroupProof> proofs,
    List<TopicSides> topics,
    List<TopicSides> apart,
    List<Denied> denied,
    Set<String> protocols,
    boolean mayWrite,
    List<Attested> attested,
    @Nullable CompletedRehearsal rehearsed,
    Instant now,
    @Nullable TopicEnds before) {
  public ScoreRequest {
    proofs = List.copyOf(proofs);
    topics = List.copyOf(topics);
    apart = List.copyOf(apart);
    denied = List.copyOf(denied);
    protocols = Set.copyOf(protocols);
    attested = List.copyOf(attested);
  }

  /**
   * A topic on both sides.
   *
   * @param sourcePartitions 0 where it does not exist; likewise on the target
   */
  public record TopicSides(
      String source,
      String target,
      int sourcePartitions,
      int targetPartitions,
      SortedMap<String, String> sourceConfigs,
      SortedMap<String, String> targetConfigs) {
    boolean exists() {
      return sourcePartitions > 0 && targetPartitions > 0;
    }
  }

  /**
   * What Tidegate's own principal may not describe.
   *
   * @param kind {@link #TOPIC} or {@link #GROUP}
   * @param why with what to grant
   */
  public record Denied(Side side, String kind, String name, String why) {
    public static final String TOPIC = "topic";
    public static final String GROUP = "group";

    /** Which it is, for people. */
    public String told() {
      return told(side, kind, name);
    }

    /** How one of these is told. */
    public static String told(Side side, String kind, String name) {
      return kind + " " + name + " on the " + side.word();
    }
  }

  /** Those of {@link #denied} that are topics. */
  List<Denied> deniedTopics() {
    return denied.stream().filter(one -> one.kind().equals(Denied.TOPIC)).toList();
  }

  Cluster cluster(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /**
   * The signatures under all that the unit has people sign in that dimension: one of them speaks
   * for what it claims alone. None where the unit declares none there, or one of them does not hold
   * now.
   */
  List<Attested> attestedNow(Dimension dimension) {
    List<Attested> held = new ArrayList<>();
    for (Attestation declared : unit.attestations()) {
      if (declared.dimension() == dimension) {
        Optional<Attested> signed =
            attested.stream()
                .filter(one -> one.id().equals(declared.id()) && one.holds(now))
                .findFirst();
        if (signed.isEmpty()) {
          return List.of();
        }
        held.add(signed.get());
      }
    }
    return held;
  }
}
