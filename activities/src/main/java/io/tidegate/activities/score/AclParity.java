package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Acls.WithoutEntries;
import io.tidegate.activities.score.AccessComparison.Difference;
import io.tidegate.activities.score.AccessComparison.Pair;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Side;
import io.tidegate.runbooks.UnitTopic;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Who can read or write the unit's topics, groups and transactional ids on one side alone, each
 * principal under the name that {@code principalMap} gives it. All ACLs of a cluster come in one
 * call.
 *
 * <p>What the unit's own principals lose is RED: they would stand still after the switch. Where it
 * names none, everybody counts as its own. What others lose, or anybody gains, is YELLOW.
 */
final class AclParity implements Check {
  private static final int DIFFERENCES_MAX = 1_000;
  private static final int RESOURCES_TOLD = 3;

  private static final String CLOSED =
      "no entry on either side is about transactional ids of the application: the source lets"
          + " everybody use those, as far as is known, and the target does not; add ACLs there if the"
          + " application produces in transactions";

  private static final String NOTHING =
      "no entry lets anybody read or write anything of the unit on the source, nor does the default:"
          + " only super users can, who stand in no list, so what they may do on the target was"
          + " compared with nothing; name the unit's principals, and see what each may do there";

  @Override
  public String name() {
    return "acl-parity";
  }

  @Override
  public Dimension dimension() {
    return Dimension.GOVERNANCE;
  }

  /**
   * @param guards who decides on either side, the source first
   * @param principals of the unit; none where it names none
   * @param differences the first of them
   */
  record Seen(
      List<Guard.Told> guards,
      int aclsOnSource,
      int aclsOnTarget,
      List<String> principals,
      int resourcesCompared,
      int differencesFound,
      List<String> differences) {}

  @Override
  public Checked check(ScoreRequest asked) {
    Guard source = Guard.of(Side.SOURCE, asked.source());
    Guard target = Guard.of(Side.TARGET, asked.target());
    if (!source.canBeCompared() || !target.canBeCompared()) {
      Findings unguarded = new Findings();
      source.unguarded(asked, unguarded);
      target.unguarded(asked, unguarded);
      return Checked.of(this, unguarded, Map.of("guards", List.of(source.told(), target.told())));
    }
    WithoutEntries onTarget = target.decides().withoutEntries();
    Set<String> own = new HashSet<>(asked.unit().fences().principals());
    AccessComparison comparison =
        new AccessComparison(
            rules(source.entries(), source.decides().withoutEntries()),
            rules(target.entries(), onTarget),
            asked.runbook().principalMap(),
            own);
    List<Pair> pairs = pairs(asked.unit());
    List<Pair> ids =
        comparison.transactionalIds(principal -> own.isEmpty() || own.contains(principal));
    pairs.addAll(ids);
    List<Difference> differences =
        pairs.stream()
            .flatMap(pair -> comparison.of(pair).stream())
            .filter(found -> !isWriteToACopyOnly(asked.unit(), found))
            .toList();
    Findings findings = findings(differences, own);
    unknown(own, comparison, pairs(asked.unit()), findings);
    if (own.isEmpty()) {
      nobody(asked.unit().unit(), comparison, pairs(asked.unit()), findings);
    }
    if (ids.isEmpty() && comparison.closesTransactionalIds()) {
      findings.yellow("transactional-ids-closed/target", CLOSED);
    }
    if (onTarget == WithoutEntries.HIDDEN) {
      List<Pair> bare = pairs.stream().filter(comparison::hasNoEntryOnTarget).toList();
      if (!bare.isEmpty()) {
        findings.yellow("acl-default-hidden/target", hidden(bare));
      }
    }
    source.hidden(findings);
    target.hidden(findings);
    return Checked.of(
        this,
        findings,
        new Seen(
            List.of(source.told(), target.told()),
            source.entries().size(),
            target.entries().size(),
            asked.unit().fences().principals(),
            pairs.size(),
            differences.size(),
            differences.stream().limit(DIFFERENCES_MAX).map(AclParity::told).toList()));
  }

  /** Of whom no difference would ever be found: what they lose is not known. */
  static void unknown(
      Set<String> own, AccessComparison comparison, List<Pair> pairs, Findings findings) {
    for (String principal : new TreeSet<>(own)) {
      if (!comparison.mayDoSomethingOnSource(principal, pairs)) {
        findings.yellow(
            "acl-nothing-on-source/" + principal,
            "no entry lets %s read or write anything of the unit on the source: it is called otherwise there, or is a super user; what it may do on the target was compared with nothing"
                .formatted(principal));
      }
    }
  }

  /** Of a unit that names no principals, where only super users can do anything. */
  static void nobody(
      String unit, AccessComparison comparison, List<Pair> pairs, Findings findings) {
    if (!comparison.letsAnybodyDoSomethingOnSource(pairs)) {
      findings.yellow("acl-nothing-compared/" + unit, NOTHING);
    }
  }

  /** What is hidden is taken for open on both sides; on the target that is said. */
  private static AccessRules rules(Collection<AclBinding> acls, WithoutEntries others) {
    return new AccessRules(acls, others != WithoutEntries.NOBODY);
  }

  private static String hidden(List<Pair> bare) {
    return "no entry is about "
        + listed(bare.stream().map(Pair::target).map(AccessComparison::shown).toList())
        + " on the target, and its brokers hide whether they then let everybody in (allow.everyone.if.no.acl.found):"
        + " what the application may do there is not known; add the entries that it needs";
  }

  private static String listed(List<String> names) {
    String first = String.join(", ", names.stream().limit(RESOURCES_TOLD).toList());
    return names.size() > RESOURCES_TOLD
        ? first + " and " + (names.size() - RESOURCES_TOLD) + " more"
        : first;
  }

  private static List<Pair> pairs(MigrationUnit unit) {
    List<Pair> pairs = new ArrayList<>();
    unit.topics()
        .forEach(topic -> pairs.add(new Pair(ResourceType.TOPIC, topic.source(), topic.target())));
    for (UnitTopic topic : unit.topics()) {
      topic
          .apart()
          .ifPresent(apart -> pairs.add(new Pair(ResourceType.TOPIC, topic.source(), apart)));
    }
    unit.groups().forEach(group -> pairs.add(Pair.same(ResourceType.GROUP, group.group())));
    return pairs;
  }

  /** What is written apart after the switch needs nobody who may write to the copy. */
  private static boolean isWriteToACopyOnly(MigrationUnit unit, Difference found) {
    return found.lost()
        && found.operation() == AclOperation.WRITE
        && found.resource().type() == ResourceType.TOPIC
        && unit.topicNamed(found.resource().source())
            .filter(topic -> topic.apart().isPresent())
            .filter(topic -> topic.target().equals(found.resource().target()))
            .isPresent();
  }

  /** One for each principal and direction, so that a thousand topics are no thousand findings. */
  static Findings findings(List<Difference> differences, Set<String> own) {
    SortedMap<String, List<Difference>> byPrincipal = new TreeMap<>();
    for (Difference difference : differences) {
      String id =
          (difference.lost() ? "acl-lost/" : "acl-gained/")
              + (difference.lost() ? difference.onSource() : difference.onTarget());
      byPrincipal.computeIfAbsent(id, first -> new ArrayList<>()).add(difference);
    }
    Findings findings = new Findings();
    byPrincipal.forEach(
        (id, of) -> {
          Difference first = of.get(0);
          boolean red = first.lost() && (own.isEmpty() || own.contains(first.onSource()));
          String reason = reason(first, of);
          if (red) {
            findings.red(id, reason);
          } else {
            findings.yellow(id, reason);
          }
        });
    return findings;
  }

  private static String reason(Difference first, List<Difference> of) {
    String what = listed(of.stream().map(AclParity::resource).toList());
    return first.lost()
        ? "%s can on the source what %s cannot on the target: %s; add the ACLs there or map the principal"
            .formatted(first.onSource(), first.onTarget(), what)
        : "%s can on the target what %s cannot on the source: %s; remove the ACLs there or accept them"
            .formatted(first.onTarget(), first.onSource(), what);
  }

  private static String resource(Difference difference) {
    String host =
        difference.host().equals(AccessComparison.ANYBODY_ELSE) ? "" : " from " + difference.host();
    return "%s %s %s%s"
        .formatted(difference.operation(), difference.resource().type(), named(difference), host);
  }

  /** What is lost is added on the target, so the name that it has there is told too. */
  private static String named(Difference difference) {
    String onSource = AccessComparison.shown(difference.resource().source());
    String onTarget = AccessComparison.shown(difference.resource().target());
    if (!difference.lost()) {
      return onTarget;
    }
    return onSource.equals(onTarget) ? onSource : onSource + " (there " + onTarget + ")";
  }

  private static String told(Difference difference) {
    return "%s: %s as %s on the source, %s on the target"
        .formatted(
            difference.lost() ? "lost" : "gained",
            resource(difference),
            difference.onSource(),
            difference.onTarget());
  }
}
