package io.tidegate.parity;

import io.tidegate.parity.Unmatched.Print;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The first and last records of a part's targets, none of them twice.
 *
 * @param sourceRecords of its sources, counted as far as pairs are required of each
 * @param producersTime whether all that was read of either side carries the producer's time
 */
record Sample(
    Part part, List<Print> heads, List<Print> tails, long sourceRecords, boolean producersTime) {

  /** Source records read where timestamps lead, for each partition that is looked for. */
  static final int STRETCH = 4_096;

  /** Logs of a topic of which any target may hold records of any source. */
  record Part(List<Read> sources, List<Read> targets) {}

  /** A log up to the end it had when calibration began. */
  record Read(PartitionLog log, long end) {
    static Read of(PartitionLog log) {
      return new Read(log, log.end());
    }

    boolean any() {
      return Reads.any(log, log.begin(), end);
    }
  }

  static Sample of(Part part, Identity identity, int each) {
    List<Print> heads = new ArrayList<>();
    List<Print> tails = new ArrayList<>();
    for (Read read : part.targets()) {
      PartitionLog target = read.log();
      long end = read.end();
      List<Print> head =
          Reads.first(target, target.begin(), end, each, record -> Print.of(record, identity));
      long after = head.isEmpty() ? 0 : head.get(head.size() - 1).offset();
      heads.addAll(head);
      Reads.lastBefore(target, end, each, record -> Print.of(record, identity)).stream()
          .filter(print -> print.offset() > after)
          .forEach(tails::add);
    }
    boolean producersTime =
        heads.stream().allMatch(Print::createTime) && tails.stream().allMatch(Print::createTime);
    long records = 0;
    for (Read read : part.sources()) {
      PartitionLog source = read.log();
      long end = read.end();
      int required = Calibration.PAIRS_REQUIRED;
      List<Boolean> first =
          Reads.first(source, source.begin(), end, required, LogRecord::createTime);
      List<Boolean> last = Reads.lastBefore(source, end, required, LogRecord::createTime);
      records += first.size();
      producersTime &= !first.contains(false) && !last.contains(false);
    }
    return new Sample(part, heads, tails, records, producersTime);
  }

  Unmatched unmatched(boolean timestamp) {
    return new Unmatched(List.of(heads, tails), timestamp);
  }

  /** Pairs with equal timestamps, of a bounded read where these lead to. */
  long near(Profile timed, Identity identity, long needed) {
    Unmatched unmatched = unmatched(true);
    long pairs = 0;
    for (Read source : part.sources()) {
      Set<Long> matched = new HashSet<>();
      for (List<Print> some : List.of(tails, heads)) {
        if (some.isEmpty() || pairs + matched.size() >= needed) {
          continue;
        }
        long[] left = {(long) STRETCH * Math.max(1, part.targets().size())};
        long enough = needed - pairs;
        Reads.each(
            source.log(),
            Reads.bracket(source.log(), timed, oldest(some), source.end()),
            source.end(),
            record -> {
              if (!matched.contains(record.offset())
                  && unmatched.take(Print.of(record, identity))) {
                matched.add(record.offset());
              }
              return matched.size() < enough && --left[0] > 0;
            });
      }
      pairs += matched.size();
    }
    return pairs;
  }

  /**
   * Whether the offsets that the header names hold the same records. Reads the sample's first and
   * last record again, where they have headers.
   */
  void compareOffsets(Identity identity, String header, Set<Boolean> right) {
    if (part.sources().size() != 1 || part.targets().size() != 1) {
      return; // the header does not say which partition it names
    }
    Read source = part.sources().get(0);
    Read target = part.targets().get(0);
    List<Print> all = new ArrayList<>(heads);
    all.addAll(tails);
    List<Print> edges = all.size() < 2 ? all : List.of(all.get(0), all.get(all.size() - 1));
    for (Print edge : edges) {
      if (!edge.headed()) {
        continue;
      }
      LogRecord copied = Reads.exactly(target.log(), edge.offset(), target.end());
      OptionalLong offset =
          copied == null ? OptionalLong.empty() : Profile.sourceOffset(copied, header);
      if (copied != null && offset.isPresent()) {
        LogRecord named = Reads.exactly(source.log(), offset.getAsLong(), source.end());
        right.add(named != null && identity.id(named).equals(identity.id(copied)));
      }
    }
  }

  private static long oldest(List<Print> prints) {
    return prints.stream().mapToLong(Print::timestampMs).min().orElse(Long.MAX_VALUE);
  }
}
