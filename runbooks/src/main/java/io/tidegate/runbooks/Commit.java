package io.tidegate.runbooks;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How a group's positions get where they are. */
public enum Commit {
  /** The client commits by itself, in intervals. */
  @JsonProperty("auto")
  AUTO,
  /** The application commits what it has processed. */
  @JsonProperty("manual")
  MANUAL,
  /** Committed in a transaction with what the application writes. */
  @JsonProperty("transactional")
  TRANSACTIONAL,
  /** The application keeps its positions itself; Kafka has none of the group. */
  @JsonProperty("external")
  EXTERNAL
}
