package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One wave, started and followed through the REST api: its timeline is printed entry by entry as
 * the ledger gets it.
 */
final class WaveRun {
  private static final Duration LOOK_EVERY = Duration.ofMillis(200);
  private static final int ENTRIES_A_PAGE = 200;

  private final String wave;
  private final TidegateClient viewer;
  private final Narrator narrator;
  private final Timeline timeline = new Timeline();
  private String after = "0";

  private WaveRun(String wave, TidegateClient viewer, Narrator narrator) {
    this.wave = wave;
    this.viewer = viewer;
    this.narrator = narrator;
  }

  /** Publishes the runbook and starts its wave, both as the release manager. */
  static WaveRun start(
      String wave, String runbook, String yaml, TidegateClient releaseManager, Narrator narrator) {
    return start(wave, "LIVE", runbook, yaml, releaseManager, narrator);
  }

  /** The same in another mode. */
  static WaveRun start(
      String wave,
      String mode,
      String runbook,
      String yaml,
      TidegateClient releaseManager,
      Narrator narrator) {
    releaseManager.putYaml("/runbooks/" + runbook, yaml).orFail("publishing runbook " + runbook);
    releaseManager
        .put("/waves/" + wave, Map.of("runbook", runbook, "mode", mode))
        .orFail("starting wave " + wave);
    return new WaveRun(wave, releaseManager, narrator);
  }

  String wave() {
    return wave;
  }

  /** Looks at the wave whenever something may have changed. */
  @FunctionalInterface
  interface Look {
    /** Returns true when the follower has seen enough. */
    boolean enough(JsonNode view);
  }

  /**
   * Prints what happens until {@code look} has seen enough.
   *
   * @return the last view
   */
  JsonNode follow(Duration atMost, Look look) {
    long deadline = System.nanoTime() + atMost.toNanos();
    while (true) {
      JsonNode view = viewer.get("/waves/" + wave).orFail("reading wave " + wave);
      printNewEntries();
      if (look.enough(view)) {
        return view;
      }
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "wave "
                + wave
                + " is "
                + view.path("state").asText()
                + " after "
                + atMost.toSeconds()
                + " s: "
                + view.path("reason").asText());
      }
      LockSupport.parkNanos(LOOK_EVERY.toNanos());
      if (Thread.interrupted()) {
        throw new IllegalStateException("interrupted while following wave " + wave);
      }
    }
  }

  private void printNewEntries() {
    JsonNode page =
        viewer
            .get("/waves/" + wave + "/timeline?after=" + after + "&limit=" + ENTRIES_A_PAGE)
            .orFail("reading the timeline of wave " + wave);
    for (JsonNode entry : page.path("entries")) {
      after = entry.path("seq").asText();
      timeline.lines(entry).forEach(narrator::say);
    }
  }

  static boolean isClosed(JsonNode view) {
    return switch (view.path("state").asText()) {
      case "COMPLETED", "ROLLED_BACK", "REFUSED" -> true;
      default -> false;
    };
  }
}
