package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads whom a runbook tells of what. */
final class NoticeReader {

  private static final Words<String> KEYS = Words.keys(List.of("on", "url"));
  private static final Map<String, Notice.Event> EVENTS = new LinkedHashMap<>();

  static {
    for (Notice.Event event : Notice.Event.values()) {
      EVENTS.put(event.word(), event);
    }
  }

  private NoticeReader() {}

  static List<Notice> read(Section top, FindingList findings) {
    List<Notice> notices = new ArrayList<>();
    for (Section.Item item : top.items("notify", OPTIONAL, "a list of {on: [event, …], url}")) {
      Section section = Section.open(item.node(), item.path(), findings, KEYS);
      if (section == null) {
        continue;
      }
      List<Notice.Event> on = events(section);
      String url = section.text("url", REQUIRED, Names::isUrl, Names.URL);
      if (url != null && !on.isEmpty()) {
        notices.add(new Notice(on, url));
      }
    }
    return notices;
  }

  private static List<Notice.Event> events(Section section) {
    String allowed = String.join(", ", EVENTS.keySet());
    List<Notice.Event> events = new ArrayList<>();
    Set<Notice.Event> once = EnumSet.noneOf(Notice.Event.class);
    for (Section.Item item : section.items("on", REQUIRED, "a list of " + allowed)) {
      String word = section.text(item, EVENTS::containsKey, allowed);
      Notice.Event event = word == null ? null : EVENTS.get(word);
      if (event != null && !once.add(event)) {
        section.finding(item, FindingList.quoted(event.word()) + " stands twice", allowed);
      } else if (event != null) {
        events.add(event);
      }
    }
    return events;
  }
}
