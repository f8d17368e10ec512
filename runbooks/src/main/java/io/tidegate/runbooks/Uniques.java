package io.tidegate.runbooks;

import java.util.LinkedHashMap;
import java.util.Map;

/** Names that may stand once, each with the path of the place that has it. */
final class Uniques {

  private static final int NAMES_SHOWN_MAX = 10;

  private final String what;
  private final Map<String, String> paths = new LinkedHashMap<>();

  Uniques(String what) {
    this.what = what;
  }

  /**
   * Takes a name for the value of a key; taken already, it is a finding there and the answer is
   * false.
   */
  boolean take(String name, Section section, String key) {
    String earlier = paths.putIfAbsent(name, section.path(key));
    if (earlier != null) {
      section.finding(key, twice(name, earlier), "each " + what + " once");
    }
    return earlier == null;
  }

  /** Takes a name for an item of a list; taken already, it is a finding there. */
  void take(String name, Section section, Section.Item item) {
    String earlier = paths.putIfAbsent(name, item.path());
    if (earlier != null) {
      section.finding(item, twice(name, earlier), "each " + what + " once");
    }
  }

  /** Remembers a name whose second place is reported elsewhere. */
  void note(String name, Section section, String key) {
    paths.putIfAbsent(name, section.path(key));
  }

  /** A name that is taken must not stand here. */
  void refuse(String name, Section section, String key, String taken) {
    String earlier = paths.get(name);
    if (earlier != null) {
      section.finding(
          key,
          what + " " + FindingList.quoted(name) + " " + taken + earlier,
          "a " + what + " that is not");
    }
  }

  boolean has(String name) {
    return paths.containsKey(name);
  }

  /** The first names, for a finding. */
  String names() {
    String shown = String.join(", ", paths.keySet().stream().limit(NAMES_SHOWN_MAX).toList());
    return paths.size() > NAMES_SHOWN_MAX ? shown + ", …" : shown;
  }

  private String twice(String name, String earlier) {
    return what + " " + FindingList.quoted(name) + " stands already at " + earlier;
  }
}
