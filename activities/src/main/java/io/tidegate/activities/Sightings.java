package io.tidegate.activities;

import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.ledger.JournalRow;
import io.tidegate.workflows.activity.Call;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was found while a unit was watched: each distinct thing once, with the moment at which it
 * was first seen. It is journaled then, so that a later attempt of the same call tells it too. In
 * the order of finding; after {@link #MAX} of them one line says that there is more.
 */
final class Sightings {
  static final int MAX = 100;

  private static final String MORE = "more";

  private final Notes notes;
  private final Call call;
  private final InstantSource clock;
  private final Map<String, String> lines = new LinkedHashMap<>();
  private @Nullable Instant last;

  /** Goes on from what earlier attempts of this call found. */
  Sightings(Notes notes, Call call, InstantSource clock) {
    this.notes = notes;
    this.call = call;
    this.clock = clock;
    for (JournalRow row : notes.rows(call)) {
      if (Notes.Kind.FOUND.isOf(row)) {
        Found found = Bodies.read(row.detailJson(), Found.class);
        if (found.key().equals(call.key())) {
          lines.put(found.id(), found.line());
          last = last == null || last.isBefore(found.at()) ? found.at() : last;
        }
      }
    }
  }

  /** When earlier attempts found something last; empty where they found nothing. */
  Optional<Instant> before() {
    return Optional.ofNullable(last);
  }

  /**
   * @param id what makes it one and the same thing when it is seen again
   */
  void add(String id, String what) {
    if (lines.containsKey(id)) {
      return;
    }
    if (lines.size() < MAX) {
      keep(id, what);
    } else if (!lines.containsKey(MORE)) {
      keep(MORE, "more than " + MAX + " things were found; those after the first are not told");
    }
  }

  private void keep(String id, String what) {
    Found found = new Found(call.key(), id, clock.instant(), what);
    lines.put(
        id, notes.journal(call, Notes.Kind.FOUND, Scorecard.cut(id), found, Found.class).line());
  }

  /** A cluster that does not answer is a finding, and watched on: it may come back. */
  void orAway(Runnable look) {
    try {
      Reachability.answered(
          () -> {
            look.run();
            return true;
          });
    } catch (KafkaUnavailable away) {
      add("unreachable/" + away.cluster(), String.valueOf(away.getMessage()));
    }
  }

  /** One line each, with its time. */
  List<String> lines() {
    return List.copyOf(lines.values());
  }

  /**
   * Journal row.
   *
   * @param key of the watch's call
   */
  record Found(String key, String id, Instant at, String what) {
    String line() {
      return at + " " + what;
    }
  }
}
