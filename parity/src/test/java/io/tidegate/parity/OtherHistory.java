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
  private final NavigableMap<Long, Long> sourceByTarget = new TreeMap<>();

  private OtherHistory(Pipe pipe) {
    this.pipe = pipe;
    pipe.truths().forEach(copy -> sourceByTarget.put(copy.targetOffset(), copy.sourceOffset()));
  }

  static boolean skipsAndLooksTheSame(Pipe pipe) {
    return new OtherHistory(pipe).exists();
  }

  private boolean exists() {
    for (Map.Entry<Long, Long> copy : sourceByTarget.entrySet()) {
      long cleaned = copy.getKey();
      long copied = copy.getValue();
      if (copied >= pipe.committed() && !pipe.target().holdsAt(cleaned)) {
        for (long lost : lostInTheGapOf(cleaned)) {
          if (looksTheSame(copied, lost)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  /** Read records that were never copied, between the same two that are on the target. */
  private List<Long> lostInTheGapOf(long cleaned) {
    long from = 0;
    for (Map.Entry<Long, Long> at : sourceByTarget.headMap(cleaned).entrySet()) {
      from = pipe.target().holdsAt(at.getKey()) ? at.getValue() + 1 : from;
    }
    List<Long> lost = new ArrayList<>();
    for (long at = from; at < pipe.committed(); at++) {
      if (pipe.source().holdsAt(at) && !sourceByTarget.containsValue(at)) {
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
      idByOffset.put(places.get(k), pipe.source().idAt(sent.get(k)));
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
}
