package io.tidegate.runbooks;

import java.util.List;

/** A part of a document, where it stands. */
sealed interface Node {

  Place place();

  /**
   * Text or a number.
   *
   * @param plain without quotes; only then can it be a number
   */
  record Scalar(Place place, String text, boolean plain) implements Node {
    /** Nothing stands there, or one of YAML's words for nothing. */
    boolean isNothing() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }

  record Items(Place place, List<Node> nodes) implements Node {}

  /** Keys in their order, each once: a second one is a finding of the tree. */
  record Fields(Place place, List<Entry> entries) implements Node {}

  /** Was refused when the tree was built and has its finding; nothing more is said about it. */
  record Refused(Place place) implements Node {}

  record Entry(String key, Place place, Node value) {}

  /** What it is, in the words of a finding. */
  default String described() {
    if (this instanceof Scalar scalar) {
      return scalar.isNothing() ? "nothing" : FindingList.quoted(scalar.text());
    }
    return this instanceof Items ? "a list" : "a mapping";
  }
}
