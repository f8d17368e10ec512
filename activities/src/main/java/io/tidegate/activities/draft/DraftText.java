package io.tidegate.activities.draft;

import io.tidegate.runbooks.Replication.OffsetSyncs;
import io.tidegate.runbooks.TopicNames;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes a survey as a runbook. A choice of a person is a key without a value. */
final class DraftText {
  /** Where a comment begins, if the line is not longer. */
  private static final int COMMENT_COLUMN = 36;

  /** What YAML reads as the text that it is, without quotes, also in a list of one line. */
  private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]*");

  private static final Pattern NO_TEXT = Pattern.compile("(?i)true|false|yes|no|on|off|null|y|n");

  private final Survey survey;
  private final StringBuilder text = new StringBuilder();

  DraftText(Survey survey) {
    this.survey = survey;
  }

  String yaml() {
    head();
    replication();
    line(0, "units:");
    survey.units().forEach(this::unit);
    tail();
    return text.toString();
  }

  private void head() {
    line(0, "# yaml-language-server: $schema=docs/runbook.schema.json");
    line(
        0,
        "# Drafted by ./tidegate draft from what two clusters show; nothing was written to them.");
    line(
        0,
        "# A key without a value is a choice that only a person can make, and ./tidegate check names each.");
    line(
        0,
        "# What it says, a person has to read: names of topics and ACLs tell a role only as a rule.");
    line(0, "");
    line(0, "runbook: v1");
    line(0, "name: " + scalar(Surveying.fit(survey.groupPrefix())), "stands in URLs");
    line(0, "source:", "what the worker's configuration calls cluster " + survey.sourceId());
    line(0, "target:", "what it calls cluster " + survey.targetId());
    line(0, "");
  }

  private void replication() {
    Mirroring mirroring = survey.mirroring();
    line(0, "replication:");
    if (mirroring.mirrorMaker()) {
      line(1, "tool: mirrormaker2", "its own topics were found");
    } else {
      line(1, "tool:", "what copies the records; no topic of MirrorMaker was found");
    }
    TopicNames names = mirroring.names();
    String found = "found: " + mirroring.why();
    if (names instanceof TopicNames.Prefixed prefixed) {
      line(1, "topicNames: {prefix: " + scalar(prefixed.prefix()) + "}", found);
    } else {
      line(1, names == null ? "topicNames:" : "topicNames: identity", found);
    }
    List<OffsetSyncs> syncs = mirroring.syncs();
    if (syncs.size() == 1) {
      OffsetSyncs one = syncs.get(0);
      line(1, "offsetSyncs: {topic: %s, on: %s}".formatted(scalar(one.topic()), one.on().word()));
    } else if (!syncs.isEmpty()) {
      line(1, "offsetSyncs:", "several were found");
      line(
          2,
          "topic:",
          syncs.stream()
              .map(one -> one.topic() + " on the " + one.on().word())
              .collect(Collectors.joining(", or ")));
      line(2, "on:");
    }
    line(
        1,
        "# control: {via: connect, url: …, connector: …}",
        "who tells the replicator to leave the groups alone");
    line(0, "");
  }

  private void unit(Survey.Unit unit) {
    line(1, "- unit: " + scalar(unit.name()));
    line(2, "owner:", "the role that decides for this unit");
    line(2, "topics:");
    unit.topics().forEach(this::topic);
    line(2, "groups:");
    unit.groups().forEach(this::group);
    if (!unit.otherGroups().isEmpty()) {
      line(2, "otherGroups:", "who reads these topics as well");
      unit.otherGroups()
          .forEach(
              (group, described) -> {
                line(3, "- group: " + scalar(group), described);
                line(4, "plan:", "later, or abandoned; later forbids the producers to move");
                line(4, "reason:");
              });
    }
    line(2, "consumers:");
    line(3, "via: webhook", "or command, or manual");
    line(3, "url:", "where the application takes STOP and START");
    line(3, "within:", "the longest that one STOP or START may take");
    line(3, "maxPause:", "the longest standstill, longer than within");
    line(2, "# producers: …", "as consumers; left out they stay on the source");
    principals(unit);
    line(
        2,
        "signals:",
        "what must be observable before go: a list of {name, covers, on, url, healthy, freshWithin}");
    line(2, "rehearsal:", "{validFor: …}, how old the last one may be, or {waived: why}");
    line(2, "rollback:");
    line(3, "caller:", "the role that may roll this unit back alone");
    line(3, "authoritative: source");
    line(3, "window:", "how long after the first START on the target");
    line(
        3,
        "triggers:",
        "what proposes or starts a rollback by itself; [] for nothing, which is YELLOW");
    line(0, "");
  }

  /**
   * Who only writes to these topics is the application's own producer or another application's: an
   * item without a value for each of them, which {@code check} names until a person has chosen.
   */
  private void principals(Survey.Unit unit) {
    SortedMap<String, SortedSet<String>> writers = writersAlone(unit);
    if (unit.principals().isEmpty() && writers.isEmpty()) {
      return;
    }
    line(2, "principals:", "whose access is to be the same on the target");
    unit.principals()
        .forEach(reader -> line(3, "- " + scalar(reader), "whom ACLs let read with these groups"));
    writers.forEach(
        (writer, topics) ->
            line(
                3,
                "-",
                "%s, whom ACLs let write to %s: name it if it is this application's, else delete this line"
                    .formatted(writer, String.join(", ", topics))));
    line(2, "# fence: deny", "keeps them off the source once they have left; none is YELLOW");
  }

  /** The topics of each who may write to some of them and read with none of the groups. */
  private static SortedMap<String, SortedSet<String>> writersAlone(Survey.Unit unit) {
    SortedMap<String, SortedSet<String>> writers = new TreeMap<>();
    for (Survey.Topic topic : unit.topics()) {
      for (String writer : topic.writers()) {
        if (!unit.principals().contains(writer)) {
          writers.computeIfAbsent(writer, first -> new TreeSet<>()).add(topic.name());
        }
      }
    }
    return writers;
  }

  private void topic(Survey.Topic topic) {
    TopicNames names = survey.mirroring().names();
    String there = topic.onTarget();
    String named =
        there == null || names == null || there.equals(names.onTarget(topic.name()))
            ? ""
            : ", target: " + scalar(there);
    String role = topic.role().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    String partitions =
        topic.partitions() == 1 ? "1 partition" : topic.partitions() + " partitions";
    String seen =
        there == null
            ? "; not found on the target"
            : topic.targetPartitions() == topic.partitions()
                ? ""
                : ", but "
                    + topic.targetPartitions()
                    + " on the target: order per key cannot be proven";
    line(
        3,
        "- {source: %s%s, role: %s}".formatted(scalar(topic.name()), named, role),
        partitions + seen + (topic.why().isEmpty() ? "" : "; role " + topic.why()));
  }

  private void group(Survey.Reader group) {
    line(3, "- group: " + scalar(group.group()), group.described());
    line(4, "topics: " + list(group.topics()));
    line(
        4,
        "isolation:",
        "read_committed or read_uncommitted, as the application reads; no cluster shows it");
    if (group.uncommitted() > 0) {
      line(
          4,
          "uncommitted:",
          "%d of %d partitions have no commit: earliest or latest, as its auto.offset.reset does, or fail"
              .formatted(group.uncommitted(), group.partitions()));
    }
    line(4, "replayWindow:", "what may be processed again after the switch");
    line(5, "records:");
    line(5, "span:");
    line(4, "lagEnvelope:", "what need not be on the target yet when people decide");
    line(5, "records:");
    line(5, "span:");
  }

  private void tail() {
    line(0, "gates:");
    gate("go", "quiesce", "who says go: unit-owner asks each owner role once, or a role of yours");
    gate("retire-source", "complete", "who gives the source up as the way back");
    line(0, "");
    line(0, "observe:");
    line(1, "for:", "how long the applications are watched on the target");
  }

  private void gate(String gate, String before, String who) {
    line(1, "- gate: " + gate);
    line(2, "before: " + before);
    line(2, "approvals:");
    line(3, "- role:", who);
    line(2, "expiresIn:", "unanswered by then, the wave holds");
  }

  private void line(int level, String content) {
    text.append("  ".repeat(content.isEmpty() ? 0 : level)).append(content).append('\n');
  }

  private void line(int level, String content, String comment) {
    String start = "  ".repeat(level) + content;
    String gap = " ".repeat(Math.max(1, COMMENT_COLUMN - start.length()));
    text.append(start).append(gap).append("# ").append(printable(comment)).append('\n');
  }

  private static String list(Collection<String> names) {
    return names.stream().map(DraftText::scalar).collect(Collectors.joining(", ", "[", "]"));
  }

  /** A name of the outside as YAML text. */
  static String scalar(String name) {
    boolean plain = PLAIN.matcher(name).matches() && !NO_TEXT.matcher(name).matches();
    return plain ? name : '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** A comment ends where its line does. */
  private static String printable(String comment) {
    return comment.replaceAll("\\p{Cntrl}", " ");
  }
}
