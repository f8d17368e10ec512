package io.tidegate.workflows.message;

import org.jspecify.annotations.Nullable;

/**
 * The body of one message row, by the row's kind. Written as JSON by {@code Wire.mapper()}; a body
 * that does not read is refused with a receipt that names the field.
 *
 * <p>Who said it is not in here: subject and roles are columns of the row, taken from the request's
 * credentials.
 */
public sealed interface MessageBody {

  /** The kind of the row that carries this body. */
  String kind();

  /** An APPROVE or a REJECT of one round of a gate. */
  record Decision(String gate, io.tidegate.runbooks.gate.Decision decision) implements MessageBody {
    public static final String KIND = "DECIDE";

    public Decision {
      Said.text("gate", gate);
      Said.present("decision", decision);
      Said.present("decision.decision", decision.decision());
      Said.text("decision.evidenceDigest", decision.evidenceDigest());
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** Takes back the decision of the same person on a round that is not consumed. */
  record Revocation(String gate, int round) implements MessageBody {
    public static final String KIND = "REVOKE";

    public Revocation {
      Said.text("gate", gate);
      if (round < 1) {
        throw new IllegalArgumentException("round must be at least 1: " + round);
      }
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  record Hold(String reason) implements MessageBody {
    public static final String KIND = "HOLD";

    public Hold {
      Said.text("reason", reason);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /**
   * Takes the hold back; after a rejection, an expiry or a back-out it also verifies again and
   * opens the next round.
   */
  record Resume(String reason) implements MessageBody {
    public static final String KIND = "RESUME";

    public Resume {
      Said.text("reason", reason);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  /** For a parked step of one unit. */
  record Directive(String unit, String step, Order directive, String reason)
      implements MessageBody {
    public static final String KIND = "DIRECT";

    public Directive {
      Said.text("unit", unit);
      Said.text("step", step);
      Said.present("directive", directive);
      Said.text("reason", reason);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }

  enum Order {
    RETRY,
    SKIP,
    ROLLBACK
  }

  /**
   * The row is the {@code messageId} of the rollback workflow's input.
   *
   * @param acceptStrandedUnread how many records that only the target has, and nobody has read
   *     there, may be lost at most; null for none
   * @param part which units go back while the others go on; null for the whole wave
   */
  record Rollback(String reason, @Nullable String acceptStrandedUnread, @Nullable Part part)
      implements MessageBody {
    public static final String KIND = "ROLLBACK";

    /** Of the same body where no person said it but a written trigger. */
    public static final String TRIGGERED = "TRIGGER";

    /** Of the whole wave. */
    public static Rollback whole(String reason, @Nullable String acceptStrandedUnread) {
      return new Rollback(reason, acceptStrandedUnread, null);
    }

    public Rollback {
      Said.text("reason", reason);
      if (acceptStrandedUnread != null && !acceptStrandedUnread.matches("[0-9]{1,18}")) {
        throw new IllegalArgumentException(
            "acceptStrandedUnread must be a whole number in a string: " + acceptStrandedUnread);
      }
    }

    /** How many records may be lost. */
    public long ceiling() {
      return acceptStrandedUnread == null ? 0 : Long.parseLong(acceptStrandedUnread);
    }

    @Override
    public String kind() {
      return KIND;
    }
  }
}
