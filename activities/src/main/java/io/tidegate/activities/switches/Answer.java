package io.tidegate.activities.switches;

/** What came of one request to a webhook. {@code why} names the URL and the status. */
public sealed interface Answer {

  /** 200: the application says it is done. It is not believed: the effect is checked on Kafka. */
  record Done(String body) implements Answer {}

  /** 409: the application says no, for good; a stale fence is the usual reason. */
  record Refused(String why) implements Answer {}

  /** 501: the application does not take this action in this mode. */
  record NotTaken(String why) implements Answer {}

  /** Anything else, no answer within the bound, or one larger than allowed: time may mend it. */
  record Failed(String why) implements Answer {}
}
