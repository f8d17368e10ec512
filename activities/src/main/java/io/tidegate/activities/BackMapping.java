package io.tidegate.activities;

import io.tidegate.activities.RollbackSheet.Place;
import io.tidegate.activities.kafka.Committed;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.WayBackMap;
import io.tidegate.activities.proof.WayBackMap.Mapped;
import io.tidegate.activities.proof.WayBackMap.Passed;
import io.tidegate.activities.proof.WayBackMap.Seeded;
import io.tidegate.ledger.JournalRow;
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
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Maps what the target groups committed back to the source, and keeps the last answer for the day
 * on which the target is gone.
 */
final class BackMapping {
  private final Notes notes;
  private final Proving proving;
  private final InstantSource clock;

  BackMapping(Notes notes, Proving proving, InstantSource clock) {
    this.notes = notes;
    this.proving = proving;
    this.clock = clock;
  }

  /**
   * Where every partition of the unit goes on if it were taken back now. A partition that cannot be
   * mapped any more, as while the target dies, keeps what it was mapped to before: what was
   * delivered by then stays delivered.
   */
  RollbackSheet now(Plan plan, Pulse pulse) {
    Anchor anchor = Anchor.stored(notes, plan.call());
    UnitProof finals = finals(plan.call());
    Optional<Tail> freeze = TargetAlone.freeze(notes, plan.call());
    Optional<RollbackSheet> last = last(plan.call());
    Map<Place.Key, Place> before = last.map(RollbackSheet::byKey).orElse(Map.of());
    Instant at = clock.instant();
    List<Place> places = new ArrayList<>();
    for (GroupProof proof : finals.groups()) {
      UnitGroup declared = Decisive.declared(plan.unit(), proof);
      if (declared.keepsItsOwnPositions()) {
        places.addAll(AnchorWay.ofOwn(plan, declared, anchor, at));
        continue;
      }
      WayBackMap map = proving.wayBack(plan);
      plan.paced(
              () ->
                  map.map(
                      proof.group(),
                      declared.isolation(),
                      seeded(declared, anchor, proof, freeze, before),
                      done -> pulse.beat()))
          .forEach(mapped -> places.add(place(proof.group(), mapped, at)));
      places.addAll(AnchorWay.ofRepartitioned(plan, declared, anchor, proof, at));
    }
    RollbackSheet fresh = new RollbackSheet(plan.unit().unit(), at, places);
    if (places.stream().allMatch(Place::exact)) {
      return fresh;
    }
    return last.map(earlier -> notBehind(plan, fresh, earlier)).orElse(fresh);
  }

  private static RollbackSheet notBehind(Plan plan, RollbackSheet fresh, RollbackSheet earlier) {
    Map<Place.Key, Place> before = earlier.byKey();
    List<Place> kept = new ArrayList<>();
    for (Place now : fresh.places()) {
      Place was = before.get(now.key());
      if (!now.exact() && was != null && was.position() > now.position()) {
        kept.add(was.because(now.reason()));
      }
    }
    Map<Place.Key, Place> bounded =
        AnchorWay.bounded(
                plan, new RollbackSheet(fresh.unit(), fresh.at(), kept), Place::reason, fresh.at())
            .byKey();
    List<Place> places = new ArrayList<>(fresh.places());
    places.replaceAll(now -> bounded.getOrDefault(now.key(), now));
    return new RollbackSheet(fresh.unit(), fresh.at(), places);
  }

  /** Stores a sheet; the newest stored one is {@link #last}. */
  String keep(Call call, RollbackSheet sheet) {
    String evidence = notes.put(sheet);
    notes.journal(
        call, Notes.Kind.MAPPED, sheet.at().toString(), new Notes.Body(evidence), Notes.Body.class);
    return evidence;
  }

  /** The newest stored sheet since the unit was seeded. */
  Optional<RollbackSheet> last(Call call) {
    Optional<RollbackSheet> last = Optional.empty();
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.FINAL.isOf(row)) {
        last = Optional.empty();
      } else if (Notes.Kind.MAPPED.isOf(row)) {
        last = Optional.of(notes.bodyOf(row, RollbackSheet.class));
      }
    }
    return last;
  }

  /** The rollback anchor itself, for a unit that has nothing better. */
  RollbackSheet anchor(Plan plan, String why) {
    return AnchorWay.whole(plan, Anchor.stored(notes, plan.call()), why, clock.instant());
  }

  /** The positions of an earlier sheet, as they are worth now: see {@link AnchorWay#bounded}. */
  RollbackSheet bounded(Plan plan, RollbackSheet earlier, Function<Place, String> why) {
    return AnchorWay.bounded(plan, earlier, why, clock.instant());
  }

  /**
   * What to write to the source. An offset that is the anchor's own gets back the text that the
   * application had beside it.
   */
  Map<TopicPartition, Committed.At> offsets(Plan plan, RollbackSheet sheet, String group) {
    Anchor.GroupAnchor anchor = Anchor.stored(notes, plan.call()).group(group);
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

  private UnitProof finals(Call call) {
    return notes
        .latest(call, Notes.Kind.FINAL, Notes.Body.class)
        .map(body -> notes.proof(body.evidence()))
        .orElseThrow(() -> Fail.refused("unit " + call.unit() + " was not seeded"));
  }

  private static List<Seeded> seeded(
      UnitGroup declared,
      Anchor anchor,
      GroupProof proof,
      Optional<Tail> freeze,
      Map<Place.Key, Place> last) {
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
                passed(last.get(Place.Key.of(proof.group(), pair)))));
      }
    }
    return seeded;
  }

  private static @Nullable Passed passed(@Nullable Place last) {
    return last == null ? null : last.passed();
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
}
