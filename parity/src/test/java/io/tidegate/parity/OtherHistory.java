package io.tidegate.parity;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Whether what is seen could have come about in another way as well, in which an unread record was
 * lost: then no one can say EXACT. Plays the other history through, cleaner included.
 *
 * <pre>
 * source | 0 1 2 [S 3 4 5 ..        all of 0..3 have a later record of their key
 * target | _ _ _    4 5 ..          three were copied and cleaned; 1 was lost, or 3 was
 * </pre>
 *
 * For logs of records that all differ, copied once and in order.
 */
final class OtherHistory {
  private final Pipe pipe;
  private final boolean sourceCleaned;
  private final NavigableMap<Long, Long> sourceByTarget = new TreeMap<>();

  private OtherHistory(Pipe pipe, boolean sourceCleaned) {
    this.pipe = pipe;
    this.sourceCleaned = sourceCleaned;
    pipe.truths().forEach(copy -> sourceByTarget.put(copy.targetOffset(), copy.sourceOffset()));
  }

  /**
   * @param sourceCleaned whether an offset without a record on the source held one; else a marker
   */
  static boolean skipsAndLooksTheSame(Pipe pipe, boolean sourceCleaned) {
    return new OtherHistory(pipe, sourceCleaned).exists();
  }

  private boolean exists() {
    for (Map.Entry<Long, Long> copy : sourceByTarget.entrySet()) {
      long cleaned = copy.getKey();
      long copied = copy.getValue();
      if (copied >= pipe.committed()
          && pipe.source().holdsAt(copied)
          && !pipe.target().holdsAt(cleaned)) {
        for (long lost : lostInTheGapOf(cleaned)) {
          if (looksTheSame(copied, lost)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /**
   * Records that were never copied, between the same two that are on the target, and that nobody
   * would miss: they were read, or the source's cleaner removed them.
   */
  private List<Long> lostInTheGapOf(long cleaned) {
    long from = 0;
    for (Map.Entry<Long, Long> at : sourceByTarget.headMap(cleaned).entrySet()) {
      from = pipe.target().holdsAt(at.getKey()) ? at.getValue() + 1 : from;
    }
    long to = pipe.source().end();
    for (Map.Entry<Long, Long> at :
        sourceByTarget.tailMap(cleaned, true).descendingMap().entrySet()) {
      to = pipe.target().holdsAt(at.getKey()) ? at.getValue() : to;
    }
    List<Long> lost = new ArrayList<>();
    for (long at = from; at < to; at++) {
      boolean notMissed = pipe.source().holdsAt(at) ? at < pipe.committed() : sourceCleaned;
      if (notMissed && !sourceByTarget.containsValue(at)) {
        lost.add(at);
      }
    }
    return lost;
  }

  /** As if the one had never been copied, and the other had been. */
  private boolean looksTheSame(long notCopied, long copied) {
    List<Long> sent = new ArrayList<>(sourceByTarget.values());
    sent.remove(notCopied);
    sent.add(copied);
    sent.sort(null);
    NavigableMap<Long, Integer> idByOffset = new TreeMap<>();
    List<Long> places = List.copyOf(sourceByTarget.keySet());
    for (int k = 0; k < places.size(); k++) {
      idByOffset.put(places.get(k), idOf(sent.get(k)));
    }
    for (long to = 0; to <= pipe.target().end(); to++) {
      for (boolean tombstonesToo : new boolean[] {false, true}) {
        MemoryLog other = pipe.target().holding(idByOffset).clean(to, tombstonesToo);
        if (other.showsTheSameAs(pipe.target())) {
          return true;
        }
      }
    }
    return false;
  }

  /** Such a log's records are numbered by their offsets, so that one that is gone is known too. */
  private int idOf(long sourceOffset) {
    return pipe.source().holdsAt(sourceOffset)
        ? pipe.source().idAt(sourceOffset)
        : Math.toIntExact(sourceOffset);
  }
}
