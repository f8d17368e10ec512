package io.tidegate.activities.score;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.activities.score.Checked.Findings;
import io.tidegate.activities.switches.JsonLookup;
import io.tidegate.activities.switches.JsonLookup.Answer;
import io.tidegate.runbooks.Dimension;
import io.tidegate.runbooks.Schemas;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whether the subjects that the unit declares have the same versions, ids, schemas and
 * compatibility in both registries, by the REST interface that Confluent's registry has. A record
 * carries the id of its schema, so an id that means something else on the target is as bad as none:
 * RED. A version that only the target has, or another compatibility, is YELLOW.
 */
final class SchemaParity implements Check {
  /** Versions of one subject that are compared; more are RED, not left out. */
  static final int VERSIONS_MAX = 200;

  private static final Duration AT_LEAST = Duration.ofSeconds(60);

  /** For its versions in both registries, asked one by one. */
  private static final Duration EACH_WITHIN = Duration.ofSeconds(10);

  /** A step has no longer than some times this. */
  private static final Duration ALL_WITHIN = Duration.ofMinutes(5);

  private final JsonLookup lookup;

  SchemaParity(JsonLookup lookup) {
    this.lookup = lookup;
  }

  @Override
  public String name() {
    return "schema-parity";
  }

  @Override
  public Dimension dimension() {
    return Dimension.GOVERNANCE;
  }

  @Override
  public Duration within(ScoreRequest asked) {
    Schemas schemas = asked.unit().schemas();
    int subjects = schemas == null ? 0 : schemas.subjects().size();
    Duration within = AT_LEAST.plus(EACH_WITHIN.multipliedBy(subjects));
    return within.compareTo(ALL_WITHIN) < 0 ? within : ALL_WITHIN;
  }

  /** A version of a subject. */
  record Version(int id, String type, String schema) {}

  /** A subject in one registry. */
  record Subject(SortedMap<Integer, Version> versions, String compatibility) {}

  /** An answer that is none of a schema registry. */
  private static final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreadable(String why) {
      super(why);
    }
  }

  @Override
  public Checked check(ScoreRequest asked) {
    Schemas schemas = asked.unit().schemas();
    if (schemas == null) {
      return Checked.of(this, new Findings(), Map.of("declared", "none"));
    }
    Findings findings = new Findings();
    SortedMap<String, Map<String, Object>> seen = new TreeMap<>();
    for (String subject : schemas.subjects()) {
      try {
        Optional<Subject> source = read(schemas.source(), subject);
        Optional<Subject> target = read(schemas.target(), subject);
        compare(subject, source, target, findings);
        seen.put(subject, Map.of("source", told(source), "target", told(target)));
      } catch (Unreadable unreadable) {
        String why = String.valueOf(unreadable.getMessage());
        findings.red("schema-registry-unreadable/" + subject, why);
        seen.put(subject, Map.of("unreadable", why));
      }
    }
    return Checked.of(this, findings, seen);
  }

  private static Object told(Optional<Subject> subject) {
    return subject
        .<Object>map(
            found -> {
              SortedMap<Integer, Integer> ids = new TreeMap<>();
              found.versions().forEach((version, of) -> ids.put(version, of.id()));
              return Map.of("idsByVersion", ids, "compatibility", found.compatibility());
            })
        .orElse("no such subject");
  }

  static void compare(
      String subject, Optional<Subject> source, Optional<Subject> target, Findings findings) {
    if (source.isEmpty()) {
      findings.red("schema-subject-unknown/" + subject, "the source has no subject " + subject);
      return;
    }
    if (target.isEmpty()) {
      findings.red("schema-subject-missing/" + subject, "the target has no subject " + subject);
      return;
    }
    List<String> wrong = new ArrayList<>();
    source.get().versions().forEach((version, of) -> wrong(version, of, target.get(), wrong));
    if (!wrong.isEmpty()) {
      findings.red(
          "schema-differs/" + subject, "subject " + subject + ": " + String.join("; ", wrong));
    }
    List<Integer> more =
        target.get().versions().keySet().stream()
            .filter(version -> !source.get().versions().containsKey(version))
            .toList();
    if (!more.isEmpty()) {
      findings.yellow(
          "schema-only-on-target/" + subject,
          "subject " + subject + " has versions on the target alone: " + more);
    }
    if (!source.get().compatibility().equals(target.get().compatibility())) {
      findings.yellow(
          "schema-compatibility/" + subject,
          "subject %s is %s on the source and %s on the target"
              .formatted(subject, source.get().compatibility(), target.get().compatibility()));
    }
  }

  private static void wrong(int version, Version source, Subject target, List<String> wrong) {
    Version other = target.versions().get(version);
    if (other == null) {
      wrong.add("version " + version + " is not on the target");
    } else if (other.id() != source.id()) {
      wrong.add(
          "version %d has id %d on the source and %d on the target"
              .formatted(version, source.id(), other.id()));
    } else if (!other.equals(source)) {
      wrong.add("version " + version + " is another schema on the target");
    }
  }

  /** Empty where the registry has no such subject. */
  private Optional<Subject> read(String registry, String subject) {
    Answer answer = lookup.get(registry, "subjects", subject, "versions");
    if (answer instanceof Answer.Missing) {
      return Optional.empty();
    }
    JsonNode numbers = body(answer, registry);
    if (!numbers.isArray() || numbers.isEmpty()) {
      throw new Unreadable(registry + " lists no versions of subject " + subject);
    }
    if (numbers.size() > VERSIONS_MAX) {
      throw new Unreadable(
          "subject %s has %d versions at %s; at most %d are compared"
              .formatted(subject, numbers.size(), registry, VERSIONS_MAX));
    }
    SortedMap<Integer, Version> versions = new TreeMap<>();
    for (JsonNode number : numbers) {
      if (!number.isInt()) {
        throw new Unreadable(registry + " lists a version of " + subject + " that is no number");
      }
      versions.put(number.asInt(), version(registry, subject, number.asInt()));
    }
    return Optional.of(new Subject(versions, compatibility(registry, subject)));
  }

  private Version version(String registry, String subject, int version) {
    JsonNode of =
        body(
            lookup.get(registry, "subjects", subject, "versions", String.valueOf(version)),
            registry);
    if (!of.path("id").isInt() || !of.path("schema").isTextual()) {
      throw new Unreadable(
          "%s shows version %d of subject %s without an id and a schema"
              .formatted(registry, version, subject));
    }
    return new Version(
        of.path("id").asInt(), of.path("schemaType").asText("AVRO"), of.path("schema").asText());
  }

  /** The subject's own, else the registry's. */
  private String compatibility(String registry, String subject) {
    Answer own = lookup.get(registry, "config", subject);
    JsonNode of =
        body(own instanceof Answer.Missing ? lookup.get(registry, "config") : own, registry);
    if (!of.path("compatibilityLevel").isTextual()) {
      throw new Unreadable(registry + " tells no compatibility of subject " + subject);
    }
    return of.path("compatibilityLevel").asText();
  }

  private static JsonNode body(Answer answer, String registry) {
    if (answer instanceof Answer.Found found) {
      return found.body();
    }
    throw new Unreadable(
        answer instanceof Answer.Unusable unusable
            ? unusable.why()
            : registry + " does not know what it listed itself");
  }
}
