package io.tidegate.bench;

import java.lang.management.ManagementFactory;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What the measurements ran on; no name of a machine or a host.
 *
 * @param loadBefore the system's load average of the last minute before the first measurement: how
 *     quiet the machine was. Negative where the system does not say
 */
record Machine(
    String date,
    int cores,
    long memoryMiB,
    String jdk,
    String os,
    String kafka,
    double loadBefore) {

  static Machine here() {
    var system = ManagementFactory.getOperatingSystemMXBean();
    long memory =
        system instanceof com.sun.management.OperatingSystemMXBean known
            ? known.getTotalMemorySize()
            : 0;
    return new Machine(
        LocalDate.now(ZoneOffset.UTC).toString(),
        Runtime.getRuntime().availableProcessors(),
        memory >> 20,
        System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
        System.getProperty("os.name") + " " + System.getProperty("os.arch"),
        AppInfoParser.getVersion(),
        system.getSystemLoadAverage());
  }

  String markdown() {
    return """
    | ran on | |
    | --- | --- |
    | date | %s |
    | cores | %d |
    | memory | %,d MiB |
    | JDK | %s |
    | system | %s |
    | Kafka (brokers, clients, MirrorMaker, tools) | %s |
    | load average before | %.2f |

    """
        .formatted(date, cores, memoryMiB, jdk, os, kafka, loadBefore);
  }
}
