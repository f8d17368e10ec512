package io.tidegate.runbooks;

import java.util.List;

/**
 * The schema registries of the unit's records.
 *
 * @param source base URL of the one that its applications use now
 * @param target base URL of the one that they use after the switch
 * @param subjects those whose versions, ids and compatibility must be the same in both
 */
public record Schemas(String source, String target, List<String> subjects) {
  public Schemas {
    Require.url(source);
    Require.url(target);
    subjects = List.copyOf(subjects);
    Require.that(!subjects.isEmpty(), "schemas without a subject");
    subjects.forEach(
        subject ->
            Require.that(
                Names.isMarker(subject), "subject '" + subject + "' is not " + Names.MARKER));
  }
}
