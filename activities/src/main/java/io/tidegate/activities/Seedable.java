package io.tidegate.activities;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.kafka.SeedTag;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.signatures.Waivers;
import io.tidegate.parity.Light;
import io.tidegate.parity.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What may be seeded of proven positions: all of a unit, or nothing. */
final class Seedable {
  private Seedable() {}

  /** What is RED and not accepted, as it was judged with the positions, one line each. */
  static List<String> unproven(Plan plan, UnitProof finals) {
    Waivers waivers = new Waivers(finals.waivers());
    List<String> unproven = new ArrayList<>();
    for (GroupProof proof : finals.groups()) {
      if (proof.partitions().isEmpty()) {
        unproven.add("group " + proof.group() + " has no proven partition");
      }
      for (Row row : Decisive.withPending(Decisive.declared(plan.unit(), proof), proof, waivers)) {
        if (row.resume() == null || row.light() == Light.RED) {
          unproven.add(
              "group %s on %s is %s %s and is never seeded: %s"
                  .formatted(
                      proof.group(), row.pair().name(), row.verdict(), row.light(), row.reason()));
        }
      }
    }
    return unproven;
  }

  /** Refuses with the first of them. */
  static void require(Plan plan, UnitProof finals) {
    unproven(plan, finals).stream()
        .findFirst()
        .ifPresent(
            why -> {
              throw Fail.refused(why + "; nothing was seeded");
            });
  }

  /** The seed of positions that are proven, and of nothing else. */
  static Seed proven(Plan plan, UnitProof finals, Anchor anchor) {
    require(plan, finals);
    return of(plan, finals, anchor, Map.of(), Apart.now(plan));
  }

  /**
   * The seed of positions that were found to be proven.
   *
   * @param assigned by group, what its members held before STOP
   * @param apart where the groups begin on topics that have no source
   */
  static Seed of(
      Plan plan, UnitProof finals, Anchor anchor, Map<String, List<String>> assigned, Apart apart) {
    List<Seed.GroupSeed> groups = new ArrayList<>();
    for (GroupProof proof : finals.groups()) {
      String text = tag(plan, anchor.group(proof.group()));
      List<Seed.SeedPosition> positions = new ArrayList<>();
      for (Row row : proof.partitions()) {
        Long resume = row.resume();
        if (resume != null) {
          positions.add(
              new Seed.SeedPosition(
                  row.pair().targetTopic(), row.pair().targetPartition(), resume, text));
        }
      }
      apart
          .besides(plan, proof)
          .forEach(
              at ->
                  positions.add(
                      new Seed.SeedPosition(at.topic(), at.partition(), at.offset(), text)));
      boolean own = plan.keepsItsOwnPositions(proof.group());
      boolean joins = !own || !assigned.getOrDefault(proof.group(), List.of()).isEmpty();
      groups.add(new Seed.GroupSeed(proof.group(), positions, own, joins));
    }
    return new Seed(plan.unit().unit(), groups);
  }

  /**
   * An application that keeps text of its own beside its offsets would try to read ours, so it gets
   * none.
   */
  private static String tag(Plan plan, GroupAnchor anchor) {
    return anchor.hasText() ? "" : SeedTag.of(plan.call().wave(), plan.unit().unit());
  }
}
