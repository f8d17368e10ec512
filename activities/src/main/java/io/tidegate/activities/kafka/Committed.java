package io.tidegate.activities.kafka;

/** What a cluster says of a group's position on one partition. */
public sealed interface Committed {

  /** For a sentence, after "is". */
  String told();

  /**
   * A stable commit.
   *
   * @param metadata the text beside the offset, empty for none
   */
  record At(long offset, String metadata) implements Committed {
    public At {
      if (offset < 0) {
        throw new IllegalArgumentException("committed offset " + offset + ": 0 or more");
      }
    }

    @Override
    public String told() {
      return offset + (metadata.isEmpty() ? "" : " with the text \"" + metadata + "\"");
    }
  }

  /** The group never committed here, or its commit expired. */
  record None() implements Committed {
    @Override
    public String told() {
      return "without a commit";
    }
  }

  /** It could not be told: absence of proof. Asking again may help. */
  record Unproven(String why) implements Committed {
    @Override
    public String told() {
      return "not known: " + why;
    }
  }
}
