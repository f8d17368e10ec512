package io.tidegate.activities.kafka;

/**
 * What a broker is too old to say of a group or topic. Nothing is assumed instead: it is a check
 * that was not made.
 */
public enum NotOffered {
  /** What type a group is: from Kafka 3.8 on. */
  GROUP_TYPES("group-types", "of what type a group is (Kafka 3.8 and later say it)"),
  /**
   * That a commit is no longer held by an open transaction: from Kafka 2.5 on. An older broker
   * passes over the wish in silence; it is known by what it leaves out of a list of groups, their
   * states, which come from 2.6 on. So of 2.5 itself it is said as well.
   */
  STABLE_OFFSETS(
      "stable-offsets",
      "whether a commit is still held by an open transaction (sure from Kafka 2.6 on)"),
  /** Whether a topic was created anew under its name: from Kafka 2.8 on. */
  TOPIC_IDS(
      "topic-ids", "whether a topic was created anew under its name (Kafka 2.8 and later say it)");

  private final String word;
  private final String what;

  NotOffered(String word, String what) {
    this.word = word;
    this.what = what;
  }

  /** In the id of a finding. */
  public String word() {
    return word;
  }

  /** As a clause: {@code of what type a group is …}. */
  public String what() {
    return what;
  }
}
