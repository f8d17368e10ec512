package io.tidegate.runbooks.gate;

import io.tidegate.parity.Light;
import io.tidegate.runbooks.Step;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question to the people of a gate, about exactly one evidence.
 *
 * @param number from 1; a later round of the gate has the next
 * @param evidenceDigest of what is decided on, see {@link GateDigest}
 * @param light of that evidence
 * @param slots those of the roles in the runbook's order; last, where the light is YELLOW, {@link
 *     Slot#EXCEPTION}
 * @param approvals in the order in which they came, one a person
 * @param rejection who closed it; only in a REJECTED round
 * @param starter subject of whoever started the wave; fills no slot
 * @param publishers subjects of everybody who put this runbook digest; they fill no slot
 */
public record Round(
    String gate,
    Step before,
    int number,
    String evidenceDigest,
    Light light,
    RoundState state,
    List<Slot> slots,
    List<Approval> approvals,
    @Nullable Rejection rejection,
    Instant openedAt,
    Instant expiresAt,
    String starter,
    List<String> publishers) {

  public Round {
    slots = List.copyOf(slots);
    approvals = List.copyOf(approvals);
    publishers = List.copyOf(publishers);
    require(number >= 1, "round " + number + " of gate " + gate + ": numbers start at 1");
    require(!evidenceDigest.isBlank(), "a round of gate " + gate + " without an evidence digest");
    require(
        expiresAt.isAfter(openedAt), "a round of gate " + gate + " that expires before it opens");
    require(slots.stream().anyMatch(slot -> !slot.forException()), "gate " + gate + " asks nobody");
    require(
        slots.stream().filter(Slot::forException).count() == (light == Light.YELLOW ? 1 : 0),
        "a YELLOW round, and no other, has one exception slot");
    require(
        (rejection != null) == (state == RoundState.REJECTED),
        "a rejection is what a REJECTED round has");
    Set<String> filled = new HashSet<>();
    for (Slot slot : slots) {
      require(
          slot.by() == null || filled.add(slot.by()),
          slot.by() + " fills two slots of gate " + gate);
    }
    require(
        !filled.contains(starter) && publishers.stream().noneMatch(filled::contains),
        "the starter or a publisher fills a slot of gate " + gate);
  }

  /** The roles that the gate asks, for a sentence. */
  String roles() {
    return String.join(
        ", ",
        slots.stream().filter(slot -> !slot.forException()).map(Slot::role).distinct().toList());
  }

  Optional<Approval> approvalBy(Person person) {
    return approvals.stream()
        .filter(approval -> approval.subject().equals(person.subject()))
        .findFirst();
  }

  Round with(RoundState next) {
    return new Round(
        gate,
        before,
        number,
        evidenceDigest,
        light,
        next,
        slots,
        approvals,
        rejection,
        openedAt,
        expiresAt,
        starter,
        publishers);
  }

  Round with(List<Slot> filled, List<Approval> given) {
    return new Round(
        gate,
        before,
        number,
        evidenceDigest,
        light,
        state,
        filled,
        given,
        rejection,
        openedAt,
        expiresAt,
        starter,
        publishers);
  }

  Round rejected(Rejection by) {
    return new Round(
        gate,
        before,
        number,
        evidenceDigest,
        light,
        RoundState.REJECTED,
        slots,
        approvals,
        by,
        openedAt,
        expiresAt,
        starter,
        publishers);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
