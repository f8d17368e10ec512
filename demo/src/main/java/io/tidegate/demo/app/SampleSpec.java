package io.tidegate.demo.app;

import java.nio.charset.StandardCharsets;

/**
 * What one sample application is.
 *
 * @param name also the path of its operations endpoints
 * @param transactional produces in transactions and reads committed
 * @param recordsPerSecond over all partitions
 * @param backlogPerPartition records that wait for the consumer before the wave begins
 * @param consumePerSecond the most its consumer processes a second, so that a lag stays a lag; 0
 *     for no limit
 * @param asynchronous answers its switch with 202 and a place to ask, instead of 200
 */
public record SampleSpec(
    String name,
    String topic,
    int partitions,
    String group,
    boolean transactional,
    int recordsPerSecond,
    int backlogPerPartition,
    int consumePerSecond,
    boolean asynchronous) {
  public SampleSpec {
    if (partitions < 1 || recordsPerSecond < 1 || backlogPerPartition < 0 || consumePerSecond < 0) {
      throw new IllegalArgumentException(
          "a sample application needs partitions and traffic: " + name);
    }
  }

  static byte[] value(String application, int partition, long number) {
    return (application + ' ' + partition + ' ' + number).getBytes(StandardCharsets.UTF_8);
  }

  /** The number that {@link #value} wrote: the record's identity to the business. */
  static long number(byte[] value) {
    String text = new String(value, StandardCharsets.UTF_8);
    return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
  }
}
