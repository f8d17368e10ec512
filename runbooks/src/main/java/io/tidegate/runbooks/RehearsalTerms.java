package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Duration;

/** What an owner asks of a rehearsal before the real thing. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
  @JsonSubTypes.Type(value = RehearsalTerms.Within.class, name = "within"),
  @JsonSubTypes.Type(value = RehearsalTerms.Waived.class, name = "waived")
})
public sealed interface RehearsalTerms {

  /**
   * There was one, and it is no older.
   *
   * @param validFor how long it counts after it has ended
   */
  record Within(Duration validFor) implements RehearsalTerms {
    public Within {
      Require.positive("rehearsal validFor", validFor);
    }
  }

  /** There need not be one. */
  record Waived(String reason) implements RehearsalTerms {
    public Waived {
      Require.that(!reason.isBlank(), "a rehearsal is waived without a reason");
    }
  }
}
