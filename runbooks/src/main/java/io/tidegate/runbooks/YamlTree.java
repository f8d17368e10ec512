package io.tidegate.runbooks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.parser.Parser;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;

/**
 * One YAML document as a tree of places, built from the parser's events: no object is ever
 * constructed from a tag, and an alias is a finding instead of a copy, so a tree is never larger
 * than its file. At most {@link #DEPTH_MAX} levels.
 */
final class YamlTree {

  static final int DEPTH_MAX = 32;

  private final Parser parser;
  private final FindingList findings;

  private YamlTree(Parser parser, FindingList findings) {
    this.parser = parser;
    this.findings = findings;
  }

  /**
   * The first document; empty where there is none or its syntax broke, which then has its finding.
   */
  static Optional<Node> read(String text, FindingList findings) {
    if (!printable(text, findings)) {
      return Optional.empty();
    }
    try {
      YamlTree tree =
          new YamlTree(new ParserImpl(new StreamReader(text), new LoaderOptions()), findings);
      return tree.document();
    } catch (TooDeep tooDeep) {
      findings.add(
          tooDeep.place,
          tooDeep.field,
          "nested deeper than " + DEPTH_MAX + " levels",
          "the levels of a runbook");
    } catch (MarkedYAMLException broken) {
      Mark mark =
          broken.getProblemMark() != null ? broken.getProblemMark() : broken.getContextMark();
      findings.add(mark == null ? Place.START : Place.of(mark), "", syntax(broken), "YAML");
    }
    return Optional.empty();
  }

  private static boolean printable(String text, FindingList findings) {
    int index = 0;
    while (index < text.length()) {
      int c = text.codePointAt(index);
      if (!StreamReader.isPrintable(c)) {
        findings.add(
            Place.ofIndex(text, index),
            "",
            String.format("character U+%04X", c),
            "printable characters");
        return false;
      }
      index += Character.charCount(c);
    }
    return true;
  }

  private static String syntax(MarkedYAMLException broken) {
    String problem = broken.getProblem() == null ? "broken" : broken.getProblem();
    String context = broken.getContext() == null ? "" : ", " + broken.getContext();
    return ("not YAML: " + problem + context).replaceAll("\\s+", " ").strip();
  }

  private Optional<Node> document() {
    parser.getEvent();
    if (!parser.checkEvent(Event.ID.DocumentStart)) {
      return Optional.empty();
    }
    parser.getEvent();
    Node root = node("", 0);
    parser.getEvent();
    if (parser.checkEvent(Event.ID.DocumentStart)) {
      DocumentStartEvent second = (DocumentStartEvent) parser.getEvent();
      findings.add(
          Place.of(second.getStartMark()), "", "a second document", "one document in a file");
    }
    return Optional.of(root);
  }

  private Node node(String path, int depth) {
    Event event = parser.getEvent();
    Place place = Place.of(event.getStartMark());
    if (event instanceof AliasEvent alias) {
      findings.add(place, path, "alias *" + alias.getAnchor(), "the value itself");
      return new Node.Refused(place);
    }
    if (event instanceof NodeEvent anchored && anchored.getAnchor() != null) {
      findings.add(place, path, "anchor &" + anchored.getAnchor(), "the value without it");
    }
    if (event instanceof ScalarEvent scalar) {
      refuseTag(scalar.getTag(), place, path);
      return new Node.Scalar(place, scalar.getValue(), scalar.isPlain());
    }
    if (depth >= DEPTH_MAX) {
      throw new TooDeep(place, path);
    }
    refuseTag(((CollectionStartEvent) event).getTag(), place, path);
    return event instanceof MappingStartEvent
        ? fields(place, path, depth + 1)
        : items(place, path, depth + 1);
  }

  private void refuseTag(@Nullable String tag, Place place, String path) {
    if (tag != null) {
      findings.add(place, path, "tag " + FindingList.quoted(tag), "the value without it");
    }
  }

  private Node items(Place place, String path, int depth) {
    List<Node> nodes = new ArrayList<>();
    while (!parser.checkEvent(Event.ID.SequenceEnd)) {
      nodes.add(node(path + "[" + nodes.size() + "]", depth));
    }
    parser.getEvent();
    return new Node.Items(place, nodes);
  }

  private Node fields(Place place, String path, int depth) {
    List<Node.Entry> entries = new ArrayList<>();
    Map<String, Place> first = new HashMap<>();
    while (!parser.checkEvent(Event.ID.MappingEnd)) {
      Node key = node(path, depth);
      String name = key instanceof Node.Scalar scalar ? scalar.text() : "?";
      String field = Section.below(path, name);
      Node value = node(field, depth);
      if (!(key instanceof Node.Scalar)) {
        if (!(key instanceof Node.Refused)) {
          findings.add(key.place(), path, "a key that is " + key.described(), "a word");
        }
        continue;
      }
      Place earlier = first.putIfAbsent(name, key.place());
      if (earlier == null) {
        entries.add(new Node.Entry(name, key.place(), value));
      } else {
        findings.add(
            key.place(),
            field,
            "key given twice, first in line " + earlier.line(),
            "each key once");
      }
    }
    parser.getEvent();
    return new Node.Fields(place, entries);
  }

  /** Ends the walk before the stack does. */
  private static final class TooDeep extends RuntimeException {
    private final transient Place place;
    private final String field;

    private TooDeep(Place place, String field) {
      super("too deep", null, false, false);
      this.place = place;
      this.field = field;
    }
  }
}
