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
      size += span.length();
      long from = span.start();
      Map.Entry<Long, Long> before = endByStart.lowerEntry(from);
      if (before != null && before.getValue() == from) {
        from = before.getKey();
      }
      Long behind = endByStart.remove(span.end());
      endByStart.put(from, behind == null ? span.end() : behind);
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

  boolean holds(long ordinal) {
    Map.Entry<Long, Long> over = endByStart.floorEntry(ordinal);
    return over != null && over.getValue() > ordinal;
  }

  /** How many ordinals of a stretch are in the set. */
  long sizeWithin(long start, long end) {
    long size = 0;
    Map.Entry<Long, Long> over = endByStart.lowerEntry(end);
    while (over != null && over.getValue() > start) {
      size += Math.min(over.getValue(), end) - Math.max(over.getKey(), start);
      over = endByStart.lowerEntry(over.getKey());
    }
    return size;
  }

  /** How many stretches it is kept as. */
  int pieces() {
    return endByStart.size();
  }

  /** How many ordinals are in the set. */
  long size() {
    return size;
  }
}
