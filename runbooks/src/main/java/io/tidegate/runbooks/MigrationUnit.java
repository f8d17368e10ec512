package io.tidegate.runbooks;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An application slice with an owner: what moves together.
 *
 * @param unit its name, see {@link Names}
 * @param owner the role that decides for it
 * @param topics those that its groups read, with what they are called on the target
 * @param groups those that move
 * @param otherGroups those on its topics that do not move with it, each with a reason
 * @param ignore topics that its groups committed on and that do not count, each with a reason
 * @param consumers how its consumers are stopped and started, those of groups without a switch of
 *     their own; its bounds are the unit's
 * @param producers how its producers are; null where they do not move
 * @param reconcile where the application gives its own account; null where it keeps none
 * @param fences who is kept out while it moves
 * @param signals what is asked while it is watched
 * @param rehearsal what its owner asks of a rehearsal; null in a runbook that was compiled before
 *     there were rehearsals
 * @param schemas the registries of its records; null where it names none
 * @param connectors those of Kafka Connect that work on its topics
 * @param attestations what people sign for
 */
public record MigrationUnit(
    String unit,
    String owner,
    List<UnitTopic> topics,
    List<UnitGroup> groups,
    List<OtherGroup> otherGroups,
    List<IgnoredTopic> ignore,
    Switch consumers,
    @Nullable Switch producers,
    @Nullable Reconcile reconcile,
    RollbackTerms rollback,
    Fences fences,
    List<Signal> signals,
    @Nullable RehearsalTerms rehearsal,
    @Nullable Schemas schemas,
    List<Connector> connectors,
    List<Attestation> attestations) {

  /** With nothing beside Kafka, and nothing to sign. */
  public MigrationUnit(
      String unit,
      String owner,
      List<UnitTopic> topics,
      List<UnitGroup> groups,
      List<OtherGroup> otherGroups,
      List<IgnoredTopic> ignore,
      Switch consumers,
      @Nullable Switch producers,
      @Nullable Reconcile reconcile,
      RollbackTerms rollback,
      Fences fences,
      List<Signal> signals,
      @Nullable RehearsalTerms rehearsal) {
    this(
        unit,
        owner,
        topics,
        groups,
        otherGroups,
        ignore,
        consumers,
        producers,
        reconcile,
        rollback,
        fences,
        signals,
        rehearsal,
        null,
        List.of(),
        List.of());
  }

  public MigrationUnit {
    Require.name("unit", unit);
    Require.role(owner);
    topics = List.copyOf(topics);
    groups = List.copyOf(groups);
    otherGroups = List.copyOf(otherGroups);
    ignore = List.copyOf(ignore);
    Require.that(!topics.isEmpty(), "unit " + unit + " has no topic");
    // A runbook that was compiled before there were fences says nothing.
    fences = Objects.requireNonNullElse(fences, Fences.NONE);
    signals = List.copyOf(Objects.requireNonNullElse(signals, List.of())); // likewise
    connectors = List.copyOf(Objects.requireNonNullElse(connectors, List.of())); // likewise
    attestations = List.copyOf(Objects.requireNonNullElse(attestations, List.of())); // likewise
    Require.that(!groups.isEmpty(), "unit " + unit + " has no group");
  }

  /** How long the whole unit may stand still: its own pause budget or the smallest of a group. */
  public Duration maxPause() {
    return Stream.concat(
            Stream.of(consumers), groups.stream().flatMap(group -> group.ownSwitch().stream()))
        .map(Switch::maxPause)
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  /** The group of that name, where it moves with this unit. */
  public Optional<UnitGroup> groupNamed(String group) {
    return groups.stream().filter(candidate -> candidate.group().equals(group)).findFirst();
  }

  /** The topic of that name on the source, where it is this unit's. */
  public Optional<UnitTopic> topicNamed(String sourceTopic) {
    return topics.stream().filter(candidate -> candidate.source().equals(sourceTopic)).findFirst();
  }

  /** A topic that does not count, and why. */
  public record IgnoredTopic(String topic, String reason) {
    public IgnoredTopic {
      Require.topic(topic);
      Require.that(!reason.isBlank(), "topic " + topic + " is ignored without a reason");
    }
  }

  /**
   * The application's own account of what it processed.
   *
   * @param url is sent a POST
   */
  public record Reconcile(String url) {
    public Reconcile {
      Require.url(url);
    }
  }
}
