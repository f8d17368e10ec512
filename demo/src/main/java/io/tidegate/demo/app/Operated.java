package io.tidegate.demo.app;

import java.time.Duration;

/** What the owners of one application can switch and ask. */
public interface Operated {

  /** Also the path of its operations endpoints. */
  String name();

  /** Whether its switch answers 202 and a place to ask, instead of 200. */
  boolean asynchronous();

  /**
   * Does nothing when they run there already; refuses when they run on the other cluster.
   *
   * @param cluster {@code source} or {@code target}
   */
  void startConsumers(String cluster);

  /**
   * Returns when the last record in hand is processed and committed. Does nothing when they do not
   * run there.
   */
  void stopConsumers(String cluster);

  /** Does nothing when it writes there already; refuses when it writes to the other cluster. */
  void startProducers(String cluster);

  /**
   * Returns when every record is acknowledged that was sent. Does nothing when it does not write
   * there.
   */
  void stopProducers(String cluster);

  /** How long its last batch took to be acknowledged; zero where it writes nothing. */
  Duration producing();

  /** Its own account of this moment. */
  Account.Stand stand();

  /** What went wrong inside the application; empty while nothing has. */
  String failure();
}
