package io.tidegate.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * What a program holds: the most that any full garbage collection left in the heap. What another
 * one leaves is garbage too, up to all of the heap.
 */
final class HeapWatch {
  private static final String FULL = "end of major GC";

  private final AtomicLong most = new AtomicLong();
  private final Set<String> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());

  /** From now on. */
  HeapWatch() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, nothing) -> {
                if (notification.getUserData() instanceof CompositeData data) {
                  GarbageCollectionNotificationInfo one =
                      GarbageCollectionNotificationInfo.from(data);
                  if (one.getGcAction().equals(FULL)) {
                    left(one);
                  }
                }
              },
              null,
              null);
    }
  }

  private void left(GarbageCollectionNotificationInfo collection) {
    long left =
        collection.getGcInfo().getMemoryUsageAfterGc().entrySet().stream()
            .filter(pool -> pools.contains(pool.getKey()))
            .mapToLong(pool -> used(pool.getValue()))
            .sum();
    most.accumulateAndGet(left, Math::max);
  }

  private static long used(MemoryUsage usage) {
    return usage.getUsed();
  }

  /** In bytes, with what is held now. */
  long most() {
    System.gc();
    return Math.max(most.get(), held());
  }

  private long held() {
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
