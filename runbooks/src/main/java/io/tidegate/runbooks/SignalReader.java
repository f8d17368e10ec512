package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the signals of a unit. */
final class SignalReader {

  private static final Words<String> KEYS =
      Words.keys(List.of("name", "covers", "on", "url", "healthy", "freshWithin"));
  private static final Words<Signal.Covers> AREAS =
      Words.of(List.of(Signal.Covers.values()), Words::kebab);
  private static final Words<Side> SIDES = Words.of(List.of(Side.values()), Side::word);
  private static final Duration FRESH_MIN = Duration.ofSeconds(1);
  private static final Duration FRESH_MAX = Duration.ofDays(1);

  private SignalReader() {}

  static List<Signal> read(Section unit, FindingList findings) {
    List<Signal> signals = new ArrayList<>();
    Uniques once = new Uniques("signal");
    String allowed = "a list of {name, covers, on, url, healthy, freshWithin}";
    for (Section.Item item : unit.items("signals", OPTIONAL, allowed)) {
      Section section = Section.open(item.node(), item.path(), findings, KEYS);
      Signal signal = section == null ? null : signal(section, once);
      if (signal != null) {
        signals.add(signal);
      }
    }
    return signals;
  }

  private static @Nullable Signal signal(Section section, Uniques once) {
    String name = section.sentence("name", REQUIRED);
    Signal.Covers covers = section.word("covers", REQUIRED, AREAS);
    Side on = section.word("on", REQUIRED, SIDES);
    String url = section.text("url", REQUIRED, Names::isUrl, Names.URL);
    String healthy = section.text("healthy", REQUIRED, Signal.Bound::isBound, Signal.Bound.ALLOWED);
    Duration fresh = section.duration("freshWithin", REQUIRED, FRESH_MIN, FRESH_MAX);
    if (name != null) {
      once.take(name, section, "name");
    }
    if (name == null
        || covers == null
        || on == null
        || url == null
        || healthy == null
        || fresh == null) {
      return null;
    }
    return new Signal(name, covers, on, url, new Signal.Bound(healthy), fresh);
  }
}
