package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of ordinals, kept as stretches {@code [start, end)}. */
final class Spans {
  private final TreeMap<Long, Long> endByStart = new TreeMap<>();
  private long size;

  record Span(long start, long end) {
    long length() {
      return end - start;
    }
  }

  /** Adds a stretch; returns those parts of it that were not in the set before, ascending. */
  List<Span> add(long start, long end) {
    List<Span> fresh = gaps(start, end);
    for (Span span : fresh) {
      endByStart.put(span.start(), span.end());
      size += span.length();
    }
    return fresh;
  }

  /** The parts of a stretch that are not in the set, ascending. */
  List<Span> gaps(long start, long end) {
    List<Span> gaps = new ArrayList<>();
    long at = start;
    while (at < end) {
      Map.Entry<Long, Long> over = endByStart.floorEntry(at);
      if (over != null && over.getValue() > at) {
        at = over.getValue();
        continue;
      }
      Long next = endByStart.higherKey(at);
      long to = next == null ? end : Math.min(end, next);
      gaps.add(new Span(at, to));
      at = to;
    }
    return gaps;
  }

  /** How many ordinals are in the set. */
  long size() {
    return size;
  }
}
