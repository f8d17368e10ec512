package io.tidegate.workflows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tidegate.workflows.activity.LedgerActivities.Entry;
import io.tidegate.workflows.message.Part;
import io.tidegate.workflows.view.RollbackView;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a wave and its rollbacks write into the journal about the whole wave, and read there of each
 * other: a signal between them may be lost, a row is not. How the parts of a wave fare stands in a
 * {@link PartFact}.
 */
final class RollbackFacts {
  /** Whatever there is to lose was accepted. */
  static final String BEGUN = "rollback-begun";

  /** More would be lost than was accepted: the producers are about to write as before. */
  static final String LETS_GO_ON = "rollback-lets-go-on";

  /** A rollback did not touch the wave. */
  private static final String REFUSED = "rollback-refused";

  private static final String MESSAGE = "message";

  private static final ObjectMapper JSON = Wire.mapper();

  private RollbackFacts() {}

  /** True while one has begun and was not refused since: half of its way back may be done. */
  static boolean isUnderWay(List<Entry> journal, @Nullable Part part) {
    return ofWave(journal)
        .filter(entry -> PartFact.isAbout(entry, part))
        .map(Entry::step)
        .filter(fact -> fact.equals(BEGUN) || fact.equals(RollbackWorkflow.WENT_NO_FURTHER))
        .reduce((earlier, later) -> later)
        .filter(BEGUN::equals)
        .isPresent();
  }

  /** How often the producers of this rollback's units were let go on. */
  static long timesLetGoOn(List<Entry> journal, @Nullable Part part) {
    return ofWave(journal, LETS_GO_ON).filter(entry -> PartFact.isAbout(entry, part)).count();
  }

  /** True once a rollback of the whole wave keeps its view. */
  static boolean hasBegunWhole(List<Entry> journal) {
    return has(journal, BEGUN, null);
  }

  /** True where the wave has parked for this rollback, or altogether. */
  static boolean hasParked(List<Entry> journal, @Nullable Part part) {
    return has(journal, Wave.PARKED, null) || has(journal, Wave.PARKED, part);
  }

  /** True when the rollback of the whole wave has ended. */
  static boolean hasEnded(List<Entry> journal) {
    return ofWave(journal, RollbackWorkflow.ENDED).findAny().isPresent();
  }

  /**
   * One that left the wave as it was.
   *
   * @param message that had asked for it
   */
  record Refusal(String message, RollbackView shown) {}

  /** In the order in which they were refused. */
  static List<Refusal> refusals(List<Entry> journal) {
    return ofWave(journal, REFUSED).map(RollbackFacts::read).toList();
  }

  /**
   * Writes down that a rollback is refused.
   *
   * @param message that had asked for it
   */
  static void refuse(Scribe scribe, RollbackView refused, @Nullable Part part, String message) {
    if (part == null) {
      ObjectNode detail = JSON.valueToTree(refused);
      scribe.journalWave(REFUSED, detail.put(MESSAGE, message));
    } else {
      scribe.journalWave(RollbackWorkflow.PART, new PartFact(part, refused, List.of()).json());
    }
  }

  private static boolean has(List<Entry> journal, String fact, @Nullable Part part) {
    return ofWave(journal, fact).anyMatch(entry -> PartFact.isAbout(entry, part));
  }

  private static Stream<Entry> ofWave(List<Entry> journal, String fact) {
    return ofWave(journal).filter(entry -> entry.step().equals(fact));
  }

  private static Stream<Entry> ofWave(List<Entry> journal) {
    return journal.stream().filter(entry -> entry.unit().isEmpty());
  }

  private static Refusal read(Entry refused) {
    try {
      JsonNode detail = JSON.readTree(refused.detail());
      return new Refusal(
          detail.path(MESSAGE).asText(), JSON.treeToValue(detail, RollbackView.class));
    } catch (JsonProcessingException e) {
      throw new Defect("the journal holds no readable refusal: " + e.getOriginalMessage(), e);
    }
  }
}
