package io.tidegate.parity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Judges a row by delivering: what the target holds from a position on, then what the replicator
 * sends that goes on after the last record it copied. Knows nothing of images, runs or T0.
 *
 * @param unread what the application must see, A[i..]
 * @param toCome what the replicator still sends; nothing when frozen
 * @param repeats whether the source holds equal records, which nobody can tell apart
 */
record Oracle(List<Integer> unread, MemoryLog target, List<Integer> toCome, boolean repeats) {

  List<Integer> delivered(long from) {
    List<Integer> delivered = new ArrayList<>(target.idsFrom(from));
    delivered.addAll(toCome);
    return delivered;
  }

  boolean exactAt(long from) {
    return delivered(from).equals(unread);
  }

  boolean anyExact() {
    for (long from = target.begin(); from <= target.end(); from++) {
      if (exactAt(from)) {
        return true;
      }
    }
    return false;
  }

  /** Whether some position delivers every unread record. */
  boolean anyComplete() {
    List<Integer> all = delivered(target.begin());
    return repeats ? holdsInOrder(all) : all.containsAll(unread);
  }

  /** What is wrong with the row; empty where its claim holds. */
  Optional<String> wrong(Row row) {
    Long resume = row.resume();
    return switch (row.verdict()) {
      case EXACT ->
          resume != null && exactAt(resume)
              ? Optional.empty()
              : Optional.of(
                  "EXACT at " + resume + " delivers " + delivered(resume == null ? 0 : resume));
      case REPLAY -> wrongReplay(row, resume == null ? 0 : resume);
      case SKIP ->
          anyComplete() ? Optional.of("SKIP although everything is delivered") : Optional.empty();
      case NOT_REPLICATED_YET, UNPROVEN -> Optional.empty();
      default -> Optional.of("a verdict that is not built: " + row.verdict());
    };
  }

  /** Everything arrives, in order, and as many too much as the row says. */
  private Optional<String> wrongReplay(Row row, long resume) {
    List<Integer> delivered = delivered(resume);
    long tooMany = delivered.size() - (long) unread.size();
    if (tooMany != row.counts().replay()) {
      return Optional.of("REPLAY of " + row.counts().replay() + " delivers " + delivered);
    }
    boolean inOrder = repeats ? holdsInOrder(delivered) : firstDeliveries(delivered).equals(unread);
    return inOrder
        ? Optional.empty()
        : Optional.of("REPLAY out of order or with a hole: " + delivered);
  }

  private List<Integer> firstDeliveries(List<Integer> delivered) {
    Map<Integer, Integer> left = new HashMap<>();
    unread.forEach(id -> left.merge(id, 1, Integer::sum));
    List<Integer> first = new ArrayList<>();
    for (int id : delivered) {
      if (left.getOrDefault(id, 0) > 0) {
        left.merge(id, -1, Integer::sum);
        first.add(id);
      }
    }
    return first;
  }

  /** Equal records cannot be told apart: it is enough that the unread ones come in their order. */
  private boolean holdsInOrder(List<Integer> delivered) {
    int at = 0;
    for (int id : delivered) {
      if (at < unread.size() && unread.get(at) == id) {
        at++;
      }
    }
    return at == unread.size();
  }
}
