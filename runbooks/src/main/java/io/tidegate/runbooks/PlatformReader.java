package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what of a unit stands beside Kafka: its schemas and its connectors. */
final class PlatformReader {

  private static final Words<String> SCHEMA_KEYS =
      Words.keys(List.of("source", "target", "subjects"));
  private static final Words<String> CONNECTOR_KEYS = Words.keys(List.of("cluster", "url", "name"));
  private static final Words<Side> SIDES = Words.of(List.of(Side.values()), Side::word);
  private static final String SUBJECT = "a subject, " + Names.MARKER;

  private PlatformReader() {}

  /** Null where the unit names none, or they have a finding. */
  static @Nullable Schemas schemas(Section unit) {
    Section section = unit.section("schemas", OPTIONAL, SCHEMA_KEYS);
    if (section == null) {
      return null;
    }
    String source = section.text("source", REQUIRED, Names::isUrl, Names.URL);
    String target = section.text("target", REQUIRED, Names::isUrl, Names.URL);
    List<String> subjects = new ArrayList<>();
    Uniques once = new Uniques("subject");
    for (Section.Item item : section.items("subjects", REQUIRED, "a list of subjects")) {
      String subject = section.text(item, Names::isMarker, SUBJECT);
      if (subject != null) {
        once.take(subject, section, item);
        subjects.add(subject);
      }
    }
    return source == null || target == null || subjects.isEmpty()
        ? null
        : new Schemas(source, target, subjects);
  }

  static List<Connector> connectors(Section unit, FindingList findings) {
    List<Connector> connectors = new ArrayList<>();
    Uniques once = new Uniques("connector");
    for (Section.Item item : unit.items("connectors", OPTIONAL, "a list of {cluster, url, name}")) {
      Section section = Section.open(item.node(), item.path(), findings, CONNECTOR_KEYS);
      Connector connector = section == null ? null : connector(section, once);
      if (connector != null) {
        connectors.add(connector);
      }
    }
    return connectors;
  }

  private static @Nullable Connector connector(Section section, Uniques once) {
    Side cluster = section.word("cluster", REQUIRED, SIDES);
    String url = section.text("url", REQUIRED, Names::isUrl, Names.URL);
    String name =
        section.text("name", REQUIRED, Connector::isName, "a connector, " + Connector.NAME);
    if (cluster == null || url == null || name == null) {
      return null;
    }
    once.take(name + " at " + url, section, "name");
    return new Connector(cluster, url, name);
  }
}
