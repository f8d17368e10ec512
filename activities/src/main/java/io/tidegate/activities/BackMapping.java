package io.tidegate.activities;

import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.kafka.LogEnds;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.WayBackMap;
import io.tidegate.activities.proof.WayBackMap.Mapped;
import io.tidegate.activities.proof.WayBackMap.Passed;
import io.tidegate.activities.proof.WayBackMap.Seeded;
import io.tidegate.parity.PartitionPair;
import io.tidegate.parity.Row;
import io.tidegate.parity.WayBack;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.workflows.activity.Call;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Maps what the target groups committed back to the source, and keeps the last answer for the day
 * on which the target is gone.
 */
final class BackMapping {
  private static final int TOLD_MAX = 200;

  private final Notes notes;
  private final Verification verification;
  private final Seeding seeding;
  private final Proving proving;
  private final Stranding stranding;
  private final InstantSource clock;

  BackMapping(
      Notes notes,
      Verification verification,
      Seeding seeding,
      Proving proving,
      Stranding stranding,
      InstantSource clock) {
    this.notes = notes;
    this.verification = verification;
    this.seeding = seeding;
    this.proving = proving;
    this.stranding = stranding;
    this.clock = clock;
  }

  /**
   * Where every partition of the unit goes on if it were taken back now. A partition that cannot be
   * mapped any more, as while the target dies, keeps what it was mapped to before: what was
   * delivered by then stays delivered.
   */
  Sheet now(Plan plan, Pulse pulse) {
    Anchor anchor = seeding.anchor(plan.call());
    UnitProof finals = finals(plan.call());
    Optional<Tail> freeze = stranding.freeze(plan.call());
    Optional<Sheet> last = last(plan.call());
    Instant at = clock.instant();
    List<Place> places = new ArrayList<>();
    for (GroupProof proof : finals.groups()) {
      UnitGroup declared = Decisive.declared(plan.unit(), proof);
      if (declared.keepsItsOwnPositions()) {
        places.addAll(ownAtAnchor(plan, declared, anchor, at));
        continue;
      }
      WayBackMap map = proving.wayBack(plan);
      plan.paced(
              () ->
                  map.map(
                      proof.group(),
                      declared.isolation(),
                      seeded(declared, anchor, proof, freeze, last),
                      done -> pulse.beat()))
          .forEach(mapped -> places.add(place(proof.group(), mapped, at)));
      places.addAll(repartitioned(plan, declared, anchor, proof, at));
    }
    Sheet fresh = new Sheet(plan.unit().unit(), at, places);
    if (places.stream().allMatch(Place::exact)) {
      return fresh;
    }
    return last.map(earlier -> notBehind(plan, fresh, earlier)).orElse(fresh);
  }

  private static Sheet notBehind(Plan plan, Sheet fresh, Sheet earlier) {
    List<Place> kept = new ArrayList<>();
    for (Place before : earlier.places()) {
      fresh.places().stream()
          .filter(now -> !now.exact() && now.isOf(before) && before.position() > now.position())
          .forEach(now -> kept.add(before.because(now.reason())));
    }
    Sheet bounded =
        bounded(plan, new Sheet(fresh.unit(), fresh.at(), kept), Place::reason, fresh.at());
    List<Place> places = new ArrayList<>(fresh.places());
    places.replaceAll(now -> bounded.places().stream().filter(now::isOf).findFirst().orElse(now));
    return new Sheet(fresh.unit(), fresh.at(), places);
  }

  /** Stores a sheet; the newest stored one is {@link #last}. */
  String keep(Call call, Sheet sheet) {
    String evidence = notes.put(sheet);
    notes.journal(
        call, Notes.Kind.MAPPED, sheet.at().toString(), new Notes.Body(evidence), Notes.Body.class);
    return evidence;
  }

  /** The newest stored sheet since the unit was seeded. */
  Optional<Sheet> last(Call call) {
    Optional<Sheet> last = Optional.empty();
    for (var row : notes.rows(call)) {
      if (row.kind().equals(Notes.Kind.FINAL.word())) {
        last = Optional.empty();
      } else if (row.kind().equals(Notes.Kind.MAPPED.word())) {
        last =
            Optional.of(
                notes.get(Bodies.read(row.detailJson(), Notes.Body.class).evidence(), Sheet.class));
      }
    }
    return last;
  }

  /** The rollback anchor itself, for a unit that has nothing better. */
  Sheet anchor(Plan plan, String why) {
    Anchor anchor = seeding.anchor(plan.call());
    Instant now = clock.instant();
    List<Place> places = new ArrayList<>();
    for (UnitGroup group : plan.unit().groups()) {
      for (Anchor.Position at : anchor.group(group.group()).positions()) {
        places.add(atAnchor(group, at, why, now));
      }
    }
    return bounded(plan, new Sheet(plan.unit().unit(), now, places), Place::reason, now);
  }

  /**
   * The positions of an earlier sheet, with all that follows them on the source as the bound of
   * what is delivered again.
   */
  Sheet bounded(Plan plan, Sheet earlier, Function<Place, String> why) {
    return bounded(plan, earlier, why, clock.instant());
  }

  private static Sheet bounded(Plan plan, Sheet earlier, Function<Place, String> why, Instant now) {
    List<TopicPartition> partitions =
        earlier.places().stream()
            .map(at -> new TopicPartition(at.topic(), at.partition()))
            .toList();
    Map<TopicPartition, Long> begins = new LogEnds(plan.source()).begins(partitions);
    Map<TopicPartition, Long> ends =
        new LogEnds(plan.source()).ends(partitions, IsolationLevel.READ_UNCOMMITTED);
    List<Place> places = new ArrayList<>();
    for (Place at : earlier.places()) {
      TopicPartition partition = new TopicPartition(at.topic(), at.partition());
      long position = Math.max(at.position(), begins.getOrDefault(partition, 0L));
      long bound = Math.max(0, ends.getOrDefault(partition, position) - position);
      places.add(
          new Place(
              at.group(),
              at.topic(),
              at.partition(),
              position,
              at.targetCommitted(),
              bound,
              at.stranded(),
              false,
              why.apply(at),
              at.mappedAt(),
              at.passed()));
    }
    return new Sheet(earlier.unit(), now, places);
  }

  /**
   * What to write to the source. An offset that is the anchor's own gets back the text that the
   * application had beside it.
   */
  Map<TopicPartition, Committed.At> offsets(Plan plan, Sheet sheet, String group) {
    Anchor.GroupAnchor anchor = seeding.anchor(plan.call()).group(group);
    Map<TopicPartition, Committed.At> offsets = new HashMap<>();
    for (Place place : sheet.of(group)) {
      String text =
          anchor
              .of(place.topic(), place.partition())
              .filter(at -> Long.valueOf(place.position()).equals(at.committed()))
              .map(Anchor.Position::metadata)
              .orElse("");
      offsets.put(
          new TopicPartition(place.topic(), place.partition()),
          new Committed.At(place.position(), text));
    }
    return offsets;
  }

  /** For the timeline, which shows the first places; the evidence has them all. */
  static Told told(Sheet sheet, String evidence) {
    List<Place> shown = sheet.places().stream().limit(TOLD_MAX).toList();
    int rest = sheet.places().size() - shown.size();
    return new Told(sheet.unit(), evidence, sheet.replay(), sheet.stranded(), shown, rest);
  }

  /** Detail of the audit entry. */
  record Told(
      String unit,
      String evidence,
      long replay,
      long stranded,
      List<Place> places,
      int placesInEvidenceOnly) {}

  private UnitProof finals(Call call) {
    return notes
        .latest(call, Notes.Kind.FINAL, Notes.Body.class)
        .map(body -> verification.proof(body.evidence()))
        .orElseThrow(() -> Fail.refused("unit " + call.unit() + " was not seeded"));
  }

  /**
   * Where the partition counts differ, no one target position stands for a source partition: each
   * of those goes back to its anchor, with all that follows it as the bound of what comes again.
   */
  private static List<Place> repartitioned(
      Plan plan, UnitGroup declared, Anchor anchor, GroupProof proof, Instant at) {
    List<Place> places =
        proof.partitions().stream()
            .map(Row::pair)
            .filter(PartitionPair::isRepartitioned)
            .map(PartitionPair::topic)
            .distinct()
            .flatMap(topic -> anchor.group(proof.group()).of(topic).stream())
            .map(
                stood ->
                    atAnchor(
                        declared,
                        stood,
                        "the partition counts of "
                            + stood.topic()
                            + " differ, so it goes back to the rollback anchor",
                        at))
            .toList();
    return places.isEmpty()
        ? places
        : bounded(plan, new Sheet(plan.unit().unit(), at, places), Place::reason, at).places();
  }

  /** No commit on the target says what was delivered there. */
  private static List<Place> ownAtAnchor(Plan plan, UnitGroup declared, Anchor anchor, Instant at) {
    String why =
        "group "
            + declared.group()
            + " keeps its own positions, so it goes back to the rollback anchor";
    List<Place> places =
        anchor.group(declared.group()).positions().stream()
            .map(stood -> atAnchor(declared, stood, why, at))
            .toList();
    return bounded(plan, new Sheet(plan.unit().unit(), at, places), Place::reason, at).places();
  }

  private static Place atAnchor(UnitGroup group, Anchor.Position at, String why, Instant now) {
    return new Place(
        group.group(),
        at.topic(),
        at.partition(),
        at.resolved(group),
        null,
        0,
        0,
        false,
        why,
        now,
        null);
  }

  private static List<Seeded> seeded(
      UnitGroup declared,
      Anchor anchor,
      GroupProof proof,
      Optional<Tail> freeze,
      Optional<Sheet> last) {
    List<Seeded> seeded = new ArrayList<>();
    for (Row row : proof.partitions()) {
      PartitionPair pair = row.pair();
      if (pair.isRepartitioned()) {
        continue; // goes back as a topic
      }
      Long resume = row.resume();
      Optional<Anchor.Position> at =
          anchor.group(proof.group()).of(pair.topic(), pair.sourcePartition());
      if (resume != null && at.isPresent()) {
        seeded.add(
            new Seeded(
                pair,
                at.get().resolved(declared),
                resume,
                freeze.flatMap(tail -> tail.of(pair)).orElse(null),
                last.flatMap(sheet -> sheet.passed(proof.group(), pair)).orElse(null)));
      }
    }
    return seeded;
  }

  static Place place(String group, Mapped mapped, Instant at) {
    WayBack back = mapped.wayBack();
    return new Place(
        group,
        mapped.pair().topic(),
        mapped.pair().sourcePartition(),
        back.position(),
        mapped.targetCommitted(),
        back.replay(),
        back.stranded(),
        back.exact(),
        back.reason(),
        at,
        mapped.passed());
  }

  /** Where a unit goes on when it is taken back. */
  record Sheet(String unit, Instant at, List<Place> places) {
    long replay() {
      return places.stream().mapToLong(Place::replay).sum();
    }

    long stranded() {
      return places.stream().mapToLong(Place::stranded).sum();
    }

    private Optional<Passed> passed(String group, PartitionPair pair) {
      return places.stream()
          .filter(place -> place.group().equals(group) && place.topic().equals(pair.topic()))
          .filter(place -> place.partition() == pair.sourcePartition())
          .findFirst()
          .map(Place::passed);
    }

    List<Place> of(String group) {
      return places.stream().filter(place -> place.group().equals(group)).toList();
    }
  }

  /**
   * One partition on the source.
   *
   * @param targetCommitted where the group stood on the target; null where that is unknown or
   *     nothing
   * @param replay records that may be delivered again, an upper bound unless {@code exact}
   * @param stranded records on the target without an image on the source
   * @param mappedAt when the position was found
   * @param passed from where the next mapping may start; null where that is the seed
   */
  record Place(
      String group,
      String topic,
      int partition,
      long position,
      @Nullable Long targetCommitted,
      long replay,
      long stranded,
      boolean exact,
      String reason,
      Instant mappedAt,
      @Nullable Passed passed) {

    boolean isOf(Place other) {
      return group.equals(other.group) && topic.equals(other.topic) && partition == other.partition;
    }

    /** As it was found, in the place of an answer that could not be had. */
    Place because(String why) {
      return new Place(
          group,
          topic,
          partition,
          position,
          targetCommitted,
          replay,
          stranded,
          false,
          "as mapped back at " + mappedAt + ", because " + why,
          mappedAt,
          passed);
    }

    /** The reason with its time, for whoever uses it later. */
    String told() {
      return "as found at " + mappedAt + ": " + reason;
    }
  }
}
