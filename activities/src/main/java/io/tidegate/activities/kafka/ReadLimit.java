package io.tidegate.activities.kafka;

/**
 * How fast proofs may read the records of one cluster, all readers together, so that a check does
 * not crowd out the applications.
 *
 * @param bytesPerSecond of keys and values; {@link Long#MAX_VALUE} for no limit
 */
public record ReadLimit(long bytesPerSecond) {

  /** 64 MiB a second. */
  public static final ReadLimit DEFAULT = new ReadLimit(64L * 1024 * 1024);

  /** As fast as the cluster serves. */
  public static final ReadLimit NONE = new ReadLimit(Long.MAX_VALUE);

  public ReadLimit {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "read limit of " + bytesPerSecond + " bytes a second: 1 or more");
    }
  }
}
