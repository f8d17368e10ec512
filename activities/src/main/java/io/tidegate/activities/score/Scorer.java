package io.tidegate.activities.score;

import io.tidegate.activities.kafka.Cluster;
import io.tidegate.activities.kafka.KafkaDenied;
import io.tidegate.activities.kafka.KafkaUnavailable;
import io.tidegate.activities.score.Checked.Gap;
import io.tidegate.activities.switches.AllowedUrls;
import io.tidegate.parity.Light;
import io.tidegate.parity.LogUnavailable;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the checks of a unit side by side, each within its own bound. A check that throws is RED
 * with the reason, one that takes too long is given up and RED: none is ever left out, and none
 * keeps the others from being made.
 *
 * <p>What is RED because a cluster is away says nothing about the unit: then there is no answer at
 * all, and whoever asked asks again when the cluster is back.
 */
public final class Scorer {
  private static final Logger LOG = LoggerFactory.getLogger(Scorer.class);
  private static final Duration PULSE_EVERY = Duration.ofMillis(250);

  /** For a check that was given up to remove what it has made. */
  private static final Duration CLEAN_UP_MAX = Duration.ofSeconds(30);

  private static final Duration PING_MAX = Duration.ofSeconds(5);

  /** Of a check that met a broker that was away while its cluster answers. */
  private static final int ATTEMPTS = 2;

  private final List<Check> checks;
  private final Function<Cluster, Optional<String>> ping;

  /** With every check there is. */
  public Scorer(AllowedUrls allowed, InstantSource clock) {
    this(Checks.all(allowed, clock), cluster -> cluster.ping(PING_MAX));
  }

  /**
   * @param ping why a cluster does not answer now; empty where it does
   */
  Scorer(List<Check> checks, Function<Cluster, Optional<String>> ping) {
    this.checks = List.copyOf(checks);
    this.ping = ping;
  }

  /** A check that was begun. */
  private record Running(
      Check check, Duration within, Future<Checked> answer, long deadlineNanos) {}

  /**
   * In the order of the checks.
   *
   * @param pulse called on this thread while waiting; what it throws ends the checks
   * @throws KafkaUnavailable if a check came to nothing and one of the clusters does not answer
   */
  public List<Checked> check(ScoreRequest asked, Runnable pulse) {
    return check(checks, asked, pulse);
  }

  /**
   * What was seen before, with the checks that are quickly made as they are now.
   *
   * @param before what {@link #check} answered then, and what else was seen
   * @param pulse as there
   * @throws KafkaUnavailable as there
   */
  public List<Checked> again(ScoreRequest asked, List<Checked> before, Runnable pulse) {
    Map<String, Checked> now = new LinkedHashMap<>();
    check(checks.stream().filter(Check::isMadeAgain).toList(), asked, pulse)
        .forEach(checked -> now.put(checked.check(), checked));
    List<Checked> all = new ArrayList<>();
    for (Checked was : before) {
      Checked is = now.remove(was.check());
      all.add(is == null ? was : is);
    }
    all.addAll(now.values());
    return all;
  }

  private List<Checked> check(List<Check> checks, ScoreRequest asked, Runnable pulse) {
    try (Begun begun = begin(checks, asked)) {
      return begun.rest(asked, pulse);
    }
  }

  /**
   * Begins the checks that need no proof, for them to be made while the groups are proven.
   *
   * @param asked without proofs
   */
  public Begun begin(ScoreRequest asked) {
    return begin(checks, asked);
  }

  private Begun begin(List<Check> checks, ScoreRequest asked) {
    Begun begun = new Begun(checks, asked);
    begun.start(asked, check -> !check.needsProofs());
    return begun;
  }

  /** A RED that was seen while a cluster is away may only say so in other words. */
  private void requireAnswers(ScoreRequest asked) {
    for (Cluster cluster : List.of(asked.source(), asked.target())) {
      ping.apply(cluster)
          .ifPresent(
              why -> {
                throw new KafkaUnavailable(
                    cluster.name(),
                    "unit " + asked.unit().unit() + " was checked",
                    new org.apache.kafka.common.errors.TimeoutException(why));
              });
    }
  }

  private Checked made(Check check, ScoreRequest asked) {
    for (int attempt = 1; ; attempt++) {
      try {
        return check.check(asked);
      } catch (KafkaUnavailable | LogUnavailable failed) {
        if (Thread.currentThread().isInterrupted()) {
          throw failed;
        }
        try {
          requireAnswers(asked);
        } catch (KafkaUnavailable away) {
          throw new Away(away);
        }
        if (attempt == ATTEMPTS) {
          throw failed;
        }
      }
    }
  }

  /** Ends all checks, unlike what a check throws by itself. */
  private static final class Away extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final KafkaUnavailable why;

    Away(KafkaUnavailable why) {
      super(why);
      this.why = why;
    }
  }

  /** The checks of one unit under way. Closing ends and cleans up what has not ended. */
  public final class Begun implements AutoCloseable {
    private final List<Check> checks;
    private final ScoreRequest begunWith;
    private final ExecutorService threads;
    private final Map<String, Running> running = new HashMap<>();

    private Begun(List<Check> checks, ScoreRequest begunWith) {
      this.checks = checks;
      this.begunWith = begunWith;
      this.threads =
          Executors.newFixedThreadPool(
              Math.max(1, checks.size()),
              task -> {
                Thread thread = new Thread(task, "score-" + begunWith.unit().unit());
                thread.setDaemon(true);
                return thread;
              });
    }

    private void start(ScoreRequest asked, Predicate<Check> which) {
      for (Check check : checks) {
        if (which.test(check)) {
          Duration within = check.within(asked);
          running.put(
              check.name(),
              new Running(
                  check,
                  within,
                  threads.submit(() -> inTime(check, within, asked)),
                  System.nanoTime() + within.toNanos()));
        }
      }
    }

    /**
     * Begins the others and waits for all; in the order of the checks.
     *
     * @param asked with the proofs
     * @param pulse called on this thread while waiting; what it throws ends the checks
     * @throws KafkaUnavailable if a check came to nothing and one of the clusters does not answer
     */
    public List<Checked> rest(ScoreRequest asked, Runnable pulse) {
      start(asked, check -> !running.containsKey(check.name()));
      List<Checked> made = new ArrayList<>();
      for (Check check : checks) {
        made.add(await(Objects.requireNonNull(running.get(check.name())), pulse));
      }
      if (made.stream().anyMatch(checked -> checked.light() == Light.RED)) {
        requireAnswers(asked);
      }
      return made;
    }

    /**
     * What was given up has its time to clean up before the step ends: nobody else would wait for
     * it. Then it is made sure of once more.
     */
    @Override
    public void close() {
      List<Running> givenUp =
          running.values().stream()
              .filter(one -> one.answer().isCancelled() || !one.answer().isDone())
              .toList();
      threads.shutdownNow();
      if (givenUp.isEmpty()) {
        return;
      }
      try {
        if (!threads.awaitTermination(CLEAN_UP_MAX.toNanos(), TimeUnit.NANOSECONDS)) {
          LOG.warn(
              "Checks of unit {} have not ended {} after they were told to",
              begunWith.unit().unit(),
              CLEAN_UP_MAX);
        }
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return;
      }
      givenUp.forEach(one -> removeTraces(one.check(), begunWith));
    }
  }

  /** What ended too late while nobody waited for it has taken too long all the same. */
  private Checked inTime(Check check, Duration within, ScoreRequest asked) {
    long deadline = System.nanoTime() + within.toNanos();
    Checked made = made(check, asked);
    return System.nanoTime() > deadline ? tooLate(check, within) : made;
  }

  private static Checked tooLate(Check check, Duration within) {
    return Checked.not(check, Gap.TIMED_OUT, "no end within " + within);
  }

  private static void removeTraces(Check check, ScoreRequest asked) {
    try {
      check.removeTraces(asked);
    } catch (RuntimeException failed) {
      LOG.warn(
          "Not all that check {} of unit {} left could be removed; the next attempt does",
          check.name(),
          asked.unit().unit(),
          failed);
    }
  }

  private static Checked await(Running one, Runnable pulse) {
    while (true) {
      pulse.run();
      long left = one.deadlineNanos() - System.nanoTime();
      try {
        return one.answer()
            .get(Math.max(1, Math.min(left, PULSE_EVERY.toNanos())), TimeUnit.NANOSECONDS);
      } catch (TimeoutException notYet) {
        if (left <= 0) {
          one.answer().cancel(true);
          return tooLate(one.check(), one.within());
        }
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof Away away) {
          throw away.why;
        }
        return failed(one.check(), failed.getCause() == null ? failed : failed.getCause());
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return Checked.not(one.check(), Gap.FAILED, "interrupted");
      }
    }
  }

  private static Checked failed(Check check, Throwable why) {
    if (why instanceof KafkaDenied denied) {
      return Checked.not(check, Gap.DENIED, denied.told());
    }
    String message = why.getMessage();
    return Checked.not(
        check, Gap.FAILED, message == null ? why.getClass().getSimpleName() : message);
  }
}
