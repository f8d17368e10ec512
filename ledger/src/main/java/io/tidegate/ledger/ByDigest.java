package io.tidegate.ledger;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * What was made of content that its digest names, so that it never changes: the values that were
 * asked for last are kept. Safe for many threads, of which two may make the same value at once.
 */
public final class ByDigest<T> {
  private final Function<String, T> making;
  private final Map<String, T> kept;

  /**
   * @param most how many are kept, 1 or more
   * @param making called outside any lock; what it throws is thrown on and not kept
   */
  public ByDigest(int most, Function<String, T> making) {
    Require.atLeast("most", most, 1);
    this.making = making;
    this.kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
            return size() > most;
          }
        };
  }

  public T of(String digest) {
    synchronized (kept) {
      T known = kept.get(digest);
      if (known != null) {
        return known;
      }
    }
    T made = making.apply(digest);
    synchronized (kept) {
      kept.put(digest, made);
    }
    return made;
  }
}
