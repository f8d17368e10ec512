package io.tidegate.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tidegate.demo.DemoOptions.Misused;
import io.tidegate.demo.app.SampleApplication;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.Runbook;
import io.tidegate.runbooks.RunbookParser;
import io.tidegate.sandbox.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The {@code demo} command: the whole world embedded, one wave from {@code runbooks/demo.yaml}, and
 * the applications' own accounts.
 */
public final class DemoMain {
  /** The name under which it is published. */
  static final String RUNBOOK = "demo";

  private static final int OK = 0;
  private static final int RED = 2;
  private static final int BAD_INPUT = 64;

  private static final String PLACEHOLDER = "http://sample-applications";
  private static final Duration WAVE_WITHIN = Duration.ofMinutes(2);
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(30);
  private static final Duration FOREVER = Duration.ofDays(365);

  private final DemoOptions options;
  private final Narrator narrator;
  private final String wave;

  private DemoMain(DemoOptions options, Narrator narrator, String wave) {
    this.options = options;
    this.narrator = narrator;
    this.wave = wave;
  }

  public static void main(String[] args) {
    System.exit(run(List.of(args), new Narrator(System.out)));
  }

  /** Runs the command; returns its exit code. */
  static int run(List<String> words, Narrator narrator) {
    AtomicBoolean interrupted = new AtomicBoolean();
    try {
      return new DemoMain(DemoOptions.parse(words), narrator, waveName()).run(interrupted);
    } catch (Misused e) {
      System.err.println("tidegate demo: " + e.getMessage());
      return BAD_INPUT;
    } catch (Exception e) {
      if (interrupted.get()) {
        return OK; // whatever was under way lost the parts that Ctrl-C is ending
      }
      System.err.println("tidegate demo: " + e.getMessage());
      if (System.getenv("TIDEGATE_VERBOSE") != null) {
        e.printStackTrace();
      }
      return RED;
    }
  }

  /**
   * A Temporal service of the person's own remembers the waves of earlier runs; the embedded one
   * forgets them.
   */
  private static String waveName() {
    return System.getenv("TEMPORAL_ADDRESS") == null
        ? "demo-1"
        : "demo-" + Instant.now().getEpochSecond();
  }

  private int run(AtomicBoolean interrupted) throws Exception {
    options.requireFreePort();
    String yaml = Files.readString(runbookFile());
    try (Stage stage = Stage.open(options.port(), narrator)) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    interrupted.set(true);
                    stage.end();
                  },
                  "end-of-demo"));
      String resolved = yaml.replace(PLACEHOLDER, stage.operationsUrl());
      TidegateClient releaseManager =
          new TidegateClient(stage.apiUrl(), Cast.RELEASE_MANAGER.token());
      Invitation invitation = new Invitation(narrator, stage.apiUrl(), wave);
      invitation.welcome(stage);
      WaveRun run = WaveRun.start(wave, RUNBOOK, resolved, releaseManager, narrator);
      return options.auto()
          ? auto(run, stage, runbook(resolved))
          : attended(run, invitation, stage, runbook(resolved));
    }
  }

  /**
   * Follows the wave while a person decides, reads the accounts at its end, and stays up until
   * Ctrl-C.
   */
  private int attended(WaveRun run, Invitation invitation, Stage stage, Runbook runbook) {
    invitation.explain();
    JsonNode end =
        run.follow(
            FOREVER,
            view -> {
              invitation.announce(view);
              return WaveRun.isClosed(view);
            });
    String state = end.path("state").asText();
    String home = state.equals("COMPLETED") ? "target" : "source";
    conclude(state, reckon(stage.applications(), runbook, home));
    narrator.say("the api stays up to be looked at; Ctrl-C ends the demo");
    run.follow(FOREVER, view -> false);
    return OK;
  }

  private int auto(WaveRun run, Stage stage, Runbook runbook) {
    SampleOwners owners = new SampleOwners(wave, stage.apiUrl(), narrator, Cast.owners());
    OnCall onCall = new OnCall(wave, stage.apiUrl(), narrator);
    JsonNode end =
        run.follow(
            WAVE_WITHIN,
            view -> {
              if (options.rollback() && onCall.rollBackOnceSwitched(view)) {
                return WaveRun.isClosed(view);
              }
              owners.decide(view);
              return WaveRun.isClosed(view);
            });
    String expected = options.rollback() ? "ROLLED_BACK" : "COMPLETED";
    String state = end.path("state").asText();
    List<String> objections = new ArrayList<>();
    if (!state.equals(expected)) {
      objections.add(
          "the wave ended " + state + ", not " + expected + ": " + end.path("reason").asText());
    }
    objections.addAll(
        reckon(stage.applications(), runbook, options.rollback() ? "source" : "target"));
    return conclude(state, objections);
  }

  /** Lets each application work off what it owes, and reads its account. */
  private List<String> reckon(List<SampleApplication> applications, Runbook runbook, String home) {
    narrator.say("the traffic ends; the applications work off what is left");
    applications.forEach(SampleApplication::drain);
    List<String> objections = new ArrayList<>();
    narrator.blank();
    for (SampleApplication application : applications) {
      awaitDrained(application);
      Reckoning reckoning = Reckoning.of(application, runbook, home);
      reckoning.lines().forEach(narrator::detail);
      objections.addAll(reckoning.objections());
    }
    return objections;
  }

  private void awaitDrained(SampleApplication application) {
    try {
      Await.until(
          DRAINED_WITHIN,
          application.spec().name() + " to process all it owes",
          () -> application.account().stand().behind() == 0);
    } catch (Await.DeadlinePassed e) {
      narrator.say(String.valueOf(e.getMessage())); // its account says how many records are missing
    }
  }

  private int conclude(String state, List<String> objections) {
    narrator.blank();
    if (objections.isEmpty()) {
      narrator.say(
          "wave "
              + wave
              + " "
              + state
              + "; by the applications' own accounts nothing was skipped and nothing done twice");
      return OK;
    }
    objections.forEach(objection -> narrator.say("NOT GOOD: " + objection));
    return RED;
  }

  private static Path runbookFile() {
    return Path.of(System.getProperty("tidegate.home", "."), "runbooks", "demo.yaml");
  }

  private static Runbook runbook(String yaml) throws IOException {
    if (RunbookParser.parse(yaml) instanceof Parsed.Valid valid) {
      return valid.runbook();
    }
    throw new IOException(
        "runbooks/demo.yaml has findings; see ./tidegate check runbooks/demo.yaml");
  }
}
