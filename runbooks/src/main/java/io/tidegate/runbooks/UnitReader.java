package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the units of one runbook, and keeps what may stand once in all of them. */
final class UnitReader {

  private static final Words<String> KEYS =
      Words.keys(
          List.of(
              "unit",
              "owner",
              "topics",
              "groups",
              "otherGroups",
              "ignore",
              "consumers",
              "producers",
              "reconcile",
              "principals",
              "fence",
              "freeze",
              "signals",
              "schemas",
              "connectors",
              "attestations",
              RehearsalReader.KEY,
              "rollback"));
  private static final Words<String> TOPIC_KEYS =
      Words.keys(List.of("source", "target", "role", "produce"));
  private static final Words<UnitTopic.Role> ROLES =
      Words.of(List.of(UnitTopic.Role.values()), Words::kebab);
  private static final Words<String> OTHER_GROUP_KEYS =
      Words.keys(List.of("group", "plan", "reason"));
  private static final Words<OtherGroup.Plan> PLANS =
      Words.of(List.of(OtherGroup.Plan.values()), Words::kebab);
  private static final Words<String> IGNORE_KEYS = Words.keys(List.of("topic", "reason"));
  private static final Words<Boolean> FENCES =
      Words.of(List.of(false, true), deny -> deny ? "deny" : "none");
  private static final Words<String> FREEZE_KEYS = Words.keys(List.of("denyAlter"));
  private static final Words<String> ROLLBACK_KEYS =
      Words.keys(List.of("caller", "authoritative", "window", "triggers"));
  private static final Words<Side> AUTHORITIES = Words.of(List.of(Side.SOURCE), Side::word);

  private static final Duration WINDOW_MIN = Duration.ofMinutes(1);
  private static final Duration WINDOW_MAX = Duration.ofDays(365);
  private static final String TOPIC = "a topic, " + Names.TOPIC;
  private static final String GROUP = "a group, " + Names.GROUP;

  private final @Nullable TopicNames names;
  private final FindingList findings;
  private final GroupReader groupReader;
  private final Uniques units = new Uniques("unit");
  private final Uniques sourceTopics = new Uniques("topic");
  private final Uniques targetTopics = new Uniques("target topic");
  private final Uniques groups = new Uniques("group");
  private final List<Runnable> lastly = new ArrayList<>();

  /**
   * @param names null where the runbook's naming has a finding already: targets are then not
   *     compared
   */
  UnitReader(@Nullable TopicNames names, FindingList findings) {
    this.names = names;
    this.findings = findings;
    this.groupReader = new GroupReader(groups, findings);
  }

  /** What only all units together can tell. */
  void finish() {
    lastly.forEach(Runnable::run);
  }

  @Nullable MigrationUnit read(Section.Item item) {
    Section section = Section.open(item.node(), item.path(), findings, KEYS);
    if (section == null) {
      return null;
    }
    String unit = section.text("unit", REQUIRED, Names::isName, Names.NAME);
    if (unit != null) {
      units.take(unit, section, "unit");
    }
    String owner = section.text("owner", REQUIRED, Names::isRole, "a role, " + Names.ROLE);
    Uniques ownTopics = new Uniques("topic");
    List<UnitTopic> topics = topics(section, ownTopics);
    Switch consumers = SwitchReader.ofUnit(section, "consumers", REQUIRED);
    List<UnitGroup> groupsRead = groupReader.read(section, ownTopics, consumers);
    List<OtherGroup> otherGroups = otherGroups(section, section.has("producers"));
    List<MigrationUnit.IgnoredTopic> ignored = ignored(section, ownTopics);
    Switch producers = SwitchReader.ofUnit(section, "producers", OPTIONAL);
    MigrationUnit.Reconcile reconcile = SwitchReader.reconcile(section);
    Fences fences = fences(section);
    List<Signal> signals = SignalReader.read(section, findings);
    Schemas schemas = PlatformReader.schemas(section);
    List<Connector> connectors = PlatformReader.connectors(section, findings);
    List<Attestation> attestations = AttestationReader.read(section, findings);
    RehearsalTerms rehearsal = RehearsalReader.read(section);
    RollbackTerms rollback = rollback(section);
    boolean looks =
        rollback != null
            && rollback.triggers().stream()
                .anyMatch(trigger -> trigger.when() == Trigger.When.SIGNAL_RED);
    if (looks && !section.has("signals")) {
      section.finding(
          "rollback",
          "a trigger on signals, and no signals",
          "signals: [{name: …}], or no such trigger");
    }
    if (!findings.isEmpty()) {
      return null;
    }
    return new MigrationUnit(
        RunbookReader.found(unit),
        RunbookReader.found(owner),
        topics,
        groupsRead,
        otherGroups,
        ignored,
        RunbookReader.found(consumers),
        producers,
        reconcile,
        RunbookReader.found(rollback),
        fences,
        signals,
        rehearsal,
        schemas,
        connectors,
        attestations);
  }

  private List<UnitTopic> topics(Section unit, Uniques ownTopics) {
    List<UnitTopic> topics = new ArrayList<>();
    for (Section.Item item : unit.items("topics", REQUIRED, "a list of {source: …}")) {
      Section section = Section.open(item.node(), item.path(), findings, TOPIC_KEYS);
      if (section == null) {
        continue;
      }
      String source = section.text("source", REQUIRED, Names::isTopic, TOPIC);
      String target = section.text("target", OPTIONAL, Names::isTopic, TOPIC);
      UnitTopic.Role role = section.word("role", OPTIONAL, ROLES);
      String produce = section.text("produce", OPTIONAL, Names::isTopic, TOPIC);
      if (source == null) {
        continue;
      }
      boolean first = sourceTopics.take(source, section, "source");
      ownTopics.note(source, section, "source");
      if (target == null && names != null) {
        target = onTarget(section, source, names);
      }
      if (target != null && first) {
        targetTopics.take(target, section, section.has("target") ? "target" : "source");
        if (produce != null && !produce.equals(target)) {
          targetTopics.take(produce, section, "produce");
        }
        topics.add(
            new UnitTopic(
                source, target, Objects.requireNonNullElse(role, UnitTopic.Role.MAIN), produce));
      }
    }
    return topics;
  }

  private static @Nullable String onTarget(Section topic, String source, TopicNames names) {
    String target = names.onTarget(source);
    if (Names.isTopic(target)) {
      return target;
    }
    topic.finding(
        "source", "its name on the target, " + FindingList.quoted(target) + ", is no topic", TOPIC);
    return null;
  }

  /**
   * @param producersMove a group that stays would then wait on the source for records that never
   *     come
   */
  private List<OtherGroup> otherGroups(Section unit, boolean producersMove) {
    List<OtherGroup> others = new ArrayList<>();
    Uniques once = new Uniques("group");
    for (Section.Item item :
        unit.items("otherGroups", OPTIONAL, "a list of {group, plan, reason}")) {
      Section section = Section.open(item.node(), item.path(), findings, OTHER_GROUP_KEYS);
      if (section == null) {
        continue;
      }
      String group = section.text("group", REQUIRED, Names::isGroup, GROUP);
      OtherGroup.Plan plan = section.word("plan", REQUIRED, PLANS);
      if (producersMove && plan == OtherGroup.Plan.LATER) {
        section.finding(
            "plan",
            "later keeps the producers on the source, and this unit moves them",
            "abandoned, or move the group too, or leave producers out");
      }
      String reason = section.sentence("reason", REQUIRED);
      if (group != null) {
        once.take(group, section, "group");
        lastly.add(() -> groups.refuse(group, section, "group", "moves in this wave, at "));
      }
      if (group != null && plan != null && reason != null) {
        others.add(new OtherGroup(group, plan, reason));
      }
    }
    return others;
  }

  private List<MigrationUnit.IgnoredTopic> ignored(Section unit, Uniques ownTopics) {
    List<MigrationUnit.IgnoredTopic> ignored = new ArrayList<>();
    Uniques once = new Uniques("topic");
    for (Section.Item item : unit.items("ignore", OPTIONAL, "a list of {topic, reason}")) {
      Section section = Section.open(item.node(), item.path(), findings, IGNORE_KEYS);
      if (section == null) {
        continue;
      }
      String topic = section.text("topic", REQUIRED, Names::isTopic, TOPIC);
      String reason = section.sentence("reason", REQUIRED);
      if (topic != null) {
        once.take(topic, section, "topic");
        ownTopics.refuse(topic, section, "topic", "is a topic of this unit, at ");
      }
      if (topic != null && reason != null) {
        ignored.add(new MigrationUnit.IgnoredTopic(topic, reason));
      }
    }
    return ignored;
  }

  private static Fences fences(Section unit) {
    List<String> principals = new ArrayList<>();
    Uniques once = new Uniques("principal");
    String allowed = "a principal, " + Names.PRINCIPAL;
    for (Section.Item item : unit.items("principals", OPTIONAL, "a list of principals")) {
      String principal = unit.text(item, Names::isPrincipal, allowed);
      if (principal != null) {
        once.take(principal, unit, item);
        principals.add(principal);
      }
    }
    boolean deny = Boolean.TRUE.equals(unit.word("fence", OPTIONAL, FENCES));
    Section freeze = unit.section("freeze", OPTIONAL, FREEZE_KEYS);
    boolean denyAlter = freeze != null && Boolean.TRUE.equals(freeze.flag("denyAlter", REQUIRED));
    boolean named = unit.has("principals");
    if (deny && !named) {
      unit.finding("fence", "nobody to fence", "fence: none, or principals: [\"User:…\"]");
    }
    if (freeze != null && denyAlter && !named) {
      freeze.finding("denyAlter", "nobody to deny it to", "false, or principals: [\"User:…\"]");
    }
    boolean fits = !principals.isEmpty() || !(deny || denyAlter);
    return fits ? new Fences(principals, deny, denyAlter) : Fences.NONE;
  }

  private @Nullable RollbackTerms rollback(Section unit) {
    Section section = unit.section("rollback", REQUIRED, ROLLBACK_KEYS);
    if (section == null) {
      return null;
    }
    String caller = section.text("caller", REQUIRED, Names::isRole, "a role, " + Names.ROLE);
    section.word("authoritative", OPTIONAL, AUTHORITIES);
    Duration window = section.duration("window", REQUIRED, WINDOW_MIN, WINDOW_MAX);
    List<Trigger> triggers = TriggerReader.read(section, findings);
    return caller == null || window == null ? null : new RollbackTerms(caller, window, triggers);
  }
}
