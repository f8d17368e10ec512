package io.tidegate.runbooks.gate;

import io.tidegate.runbooks.Position;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.gate.Evidence.Bound;
import io.tidegate.runbooks.gate.Evidence.Finding;
import io.tidegate.runbooks.gate.Evidence.Fingerprint;
import io.tidegate.runbooks.gate.Evidence.GroupAt;
import io.tidegate.runbooks.gate.Evidence.RowAt;
import io.tidegate.runbooks.gate.Evidence.TopicAt;
import io.tidegate.runbooks.gate.Evidence.UnitAt;
import java.util.Comparator;
import java.util.List;

/**
 * The digest of what people decide on: {@code sha256:} and 64 hex digits. Equal evidence has an
 * equal digest in whatever order its lists come; any other value in it has another digest. Its form
 * is versioned in its first token and pinned by a test, because a round may stand for weeks.
 */
public final class GateDigest {

  private static final Comparator<RowAt> BY_PARTITION =
      Comparator.comparing(RowAt::topic).thenComparing(RowAt::partition);

  private GateDigest() {}

  /** Of what a gate asks about. */
  public static String of(Evidence.OfWave wave) {
    Canonical form = new Canonical("gate/1");
    form.add(wave.runbookDigest()).add(wave.gate()).add(wave.before().word());
    form.each(wave.units(), Comparator.comparing(UnitAt::unit), GateDigest::add);
    return form.digest();
  }

  /** Of what was found of one unit. */
  public static String of(Evidence.OfUnit unit) {
    Canonical form = new Canonical("unit/1");
    form.add(unit.unit()).add(unit.owner()).add(unit.sourceClusterId()).add(unit.targetClusterId());
    form.each(unit.topics(), Comparator.comparing(TopicAt::source), GateDigest::add);
    form.each(
        unit.fingerprints(),
        Comparator.comparing(Fingerprint::of).thenComparing(Fingerprint::digest),
        GateDigest::add);
    form.each(
        unit.groups(), Comparator.comparing(group -> group.declared().group()), GateDigest::add);
    form.each(
        unit.findings(),
        Comparator.comparing(Finding::id).thenComparing(Finding::light),
        GateDigest::add);
    return form.digest();
  }

  private static void add(Canonical form, UnitAt unit) {
    form.add(unit.unit()).add(unit.light().name()).add(unit.digest());
  }

  private static void add(Canonical form, TopicAt topic) {
    form.add(topic.source())
        .add(topic.target())
        .add(topic.sourcePartitions())
        .add(topic.targetPartitions());
  }

  private static void add(Canonical form, Fingerprint fingerprint) {
    form.add(fingerprint.of()).add(fingerprint.digest());
  }

  private static void add(Canonical form, Finding finding) {
    form.add(finding.id()).add(finding.light().name());
  }

  private static void add(Canonical form, GroupAt group) {
    UnitGroup declared = group.declared();
    form.add(declared.group()).add(declared.isolation());
    form.add(declared.uncommitted()).add(declared.expired()).add(declared.outOfRange());
    List<String> topics = declared.topics();
    form.add(topics == null ? "all" : "some");
    form.each(topics == null ? List.of() : topics, Comparator.naturalOrder(), Canonical::add);
    form.add(declared.replayWindow().recordsMax()).add(declared.replayWindow().spanMax());
    form.add(declared.lagEnvelope().recordsMax()).add(declared.lagEnvelope().ageMax());
    addChosen(form, declared);
    form.each(group.rows(), BY_PARTITION, GateDigest::add);
  }

  /** What is as a rule left out: words, which the count of rows that follows can never be. */
  private static void addChosen(Canonical form, UnitGroup declared) {
    if (!(declared.position() instanceof Position.Committed)) {
      form.add("position").add(declared.position().told());
    }
    if (declared.suffixRecords() != null) {
      form.add("suffix").add(declared.suffixRecords());
    }
  }

  private static void add(Canonical form, RowAt row) {
    form.add(row.topic()).add(row.partition()).add(row.verdict()).add(row.light());
    form.each(
        row.bounds(),
        Comparator.comparing(Bound::of),
        (inner, bound) -> inner.add(bound.of()).add(bound.value()));
  }
}
