package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads how fast each cluster may be read. */
final class ReadLimitReader {
  private static final String KEY = "readLimitBytesPerSecond";
  private static final List<String> SIDES = List.of("source", "target");
  private static final Words<String> KEYS = Words.keys(SIDES);
  private static final List<String> NONE = List.of("none");
  private static final String ALLOWED = "a whole number from 1, or none";

  private ReadLimitReader() {}

  /** A side that is left out has the default. */
  static ReadLimits read(Section top) {
    Section limits = top.section(KEY, OPTIONAL, KEYS);
    if (limits == null) {
      return ReadLimits.DEFAULT;
    }
    if (limits.isEmpty()) {
      top.finding(KEY, "an empty mapping", "{source: …, target: …}, one of them or both");
    }
    Long source = side(limits, "source");
    Long target = side(limits, "target");
    return new ReadLimits(orDefault(source), orDefault(target));
  }

  private static long orDefault(@Nullable Long bytes) {
    return bytes == null ? ReadLimits.DEFAULT_BYTES_PER_SECOND : bytes;
  }

  private static @Nullable Long side(Section limits, String side) {
    return limits.says(side, NONE)
        ? (Long) ReadLimits.NONE
        : limits.count(side, OPTIONAL, 1, ALLOWED);
  }
}
