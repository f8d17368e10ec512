package io.tidegate.runbooks;

import static io.tidegate.runbooks.Section.Need.OPTIONAL;
import static io.tidegate.runbooks.Section.Need.REQUIRED;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the attestations of a unit. */
final class AttestationReader {

  private static final Words<String> KEYS =
      Words.keys(List.of("id", "dimension", "claim", "by", "validFor"));
  private static final Words<Dimension> DIMENSIONS =
      Words.of(List.of(Dimension.values()), Words::kebab);
  private static final Duration VALID_MIN = Duration.ofMinutes(1);
  private static final Duration VALID_MAX = Duration.ofDays(365);

  private AttestationReader() {}

  static List<Attestation> read(Section unit, FindingList findings) {
    List<Attestation> attestations = new ArrayList<>();
    Uniques once = new Uniques("attestation");
    String allowed = "a list of {id, dimension, claim, by, validFor}";
    for (Section.Item item : unit.items("attestations", OPTIONAL, allowed)) {
      Section section = Section.open(item.node(), item.path(), findings, KEYS);
      Attestation attestation = section == null ? null : attestation(section, once);
      if (attestation != null) {
        attestations.add(attestation);
      }
    }
    return attestations;
  }

  private static @Nullable Attestation attestation(Section section, Uniques once) {
    String id = section.text("id", REQUIRED, Names::isName, Names.NAME);
    Dimension dimension = section.word("dimension", REQUIRED, DIMENSIONS);
    String claim = section.sentence("claim", REQUIRED);
    String by = section.text("by", REQUIRED, Names::isRole, "a role, " + Names.ROLE);
    Duration validFor = section.duration("validFor", REQUIRED, VALID_MIN, VALID_MAX);
    if (id != null) {
      once.take(id, section, "id");
    }
    return id == null || dimension == null || claim == null || by == null || validFor == null
        ? null
        : new Attestation(id, dimension, claim, by, validFor);
  }
}
