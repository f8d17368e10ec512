package io.tidegate.ledger;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What a person said, as it stands. A signal carries only its id. */
public record Message(NewMessage said, Instant at) {
  public UUID id() {
    return said.id();
  }

  public String wave() {
    return said.wave();
  }

  public Kind kind() {
    return said.kind();
  }

  public Subject subject() {
    return said.subject();
  }

  /** The roles that the person had at that moment. */
  public List<String> roles() {
    return said.roles();
  }

  public String bodyJson() {
    return said.bodyJson();
  }

  /** What a person can say to a wave. */
  public enum Kind {
    DECIDE,
    REVOKE,
    HOLD,
    RESUME,
    DIRECT,
    ROLLBACK
  }
}
