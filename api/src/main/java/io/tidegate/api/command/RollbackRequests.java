package io.tidegate.api.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.tidegate.api.command.Conversation.Word;
import io.tidegate.ledger.Ledger;
import io.tidegate.ledger.Message;
import io.tidegate.workflows.RollbackWorkflow;
import io.tidegate.workflows.Wire;
import io.tidegate.workflows.message.MessageBody;
import io.tidegate.workflows.message.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was asked to be rolled back of a wave. A unit is asked for once, whoever asks, as long as
 * that was not refused: asking again for what was asked for before says nothing new. What is new of
 * a request takes the next number.
 */
public final class RollbackRequests {
  private final Ledger ledger;

  public RollbackRequests(Ledger ledger) {
    this.ledger = ledger;
  }

  /**
   * One that stands: it was not refused, or nobody has answered yet.
   *
   * @param part null for the whole wave
   */
  public record Standing(Message message, @Nullable Part part) {
    boolean has(String unit) {
      return part == null || part.units().contains(unit);
    }
  }

  /** In the order in which they were asked. */
  public List<Standing> standing(String wave) {
    return all(wave).stream().filter(asked -> !isRefused(asked.message())).toList();
  }

  /** True when each of these units was asked for before. */
  public boolean have(String wave, List<String> units) {
    List<Standing> standing = standing(wave);
    return units.stream().allMatch(unit -> standing.stream().anyMatch(asked -> asked.has(unit)));
  }

  /** The one that takes a unit back by itself, as its wave or it has said. */
  Optional<Part> partOf(String wave, String unit) {
    return standing(wave).stream()
        .filter(asked -> ledger.messages().findReceipt(asked.message().id()).isPresent())
        .map(Standing::part)
        .filter(Objects::nonNull)
        .map(Part.class::cast)
        .filter(part -> part.units().contains(unit))
        .findFirst();
  }

  /**
   * What is left to ask for.
   *
   * @param units what is wanted, in runbook order
   * @param all units of the wave
   * @return null for the whole wave; an empty optional when all of it was asked for before
   */
  Optional<Wanted> left(String wave, List<String> units, List<String> all) {
    List<Standing> standing = standing(wave);
    List<String> left =
        units.stream()
            .filter(unit -> standing.stream().noneMatch(asked -> asked.has(unit)))
            .toList();
    if (left.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Wanted(left.size() == all.size() ? null : new Part(nextNumber(wave), left)));
  }

  /**
   * A request that nobody made before.
   *
   * @param part null for the whole wave
   */
  record Wanted(@Nullable Part part) {}

  /** Those that take at least one of these units back. */
  List<Standing> about(String wave, List<String> units) {
    return standing(wave).stream().filter(asked -> units.stream().anyMatch(asked::has)).toList();
  }

  private int nextNumber(String wave) {
    int last = 0;
    for (Standing asked : all(wave)) {
      last = asked.part() == null ? last : Math.max(last, asked.part().number());
    }
    return last + 1;
  }

  /** The next free name of a row; two that ask at once meet at it. */
  String nextKey(Word word) {
    String prefix = word.channel() + "#";
    long before =
        ledger.messages().list(word.wave()).stream()
            .filter(message -> message.said().naturalKey().startsWith(prefix))
            .count();
    return prefix + before;
  }

  private List<Standing> all(String wave) {
    List<Standing> all = new ArrayList<>();
    for (Message message : ledger.messages().list(wave)) {
      if (message.kind() == Message.Kind.ROLLBACK) {
        all.add(new Standing(message, body(message).part()));
      }
    }
    return all;
  }

  private boolean isRefused(Message message) {
    return ledger
            .messages()
            .findReceipt(message.id())
            .filter(receipt -> !Conversation.isTaken(receipt))
            .isPresent()
        || wentNoFurther(message);
  }

  /** A rollback that was begun, and refused when it had counted what it would lose. */
  private boolean wentNoFurther(Message message) {
    return ledger.journal().list(message.wave()).stream()
        .filter(row -> row.step().equals(RollbackWorkflow.WENT_NO_FURTHER))
        .anyMatch(row -> row.detailJson().contains(message.id().toString()));
  }

  static MessageBody.Rollback body(Message message) {
    try {
      return Wire.mapper().readValue(message.bodyJson(), MessageBody.Rollback.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("rollback message " + message.id() + " cannot be read", e);
    }
  }
}
