package io.tidegate.workflows.activity;

import io.temporal.activity.ActivityInterface;
import io.tidegate.parity.Light;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a rehearsal, each on the queue of the live step that it stands for. They write to
 * the shadow groups of their wave on the target, see {@link Shadow}, and to nothing else.
 */
@ActivityInterface
public interface RehearsalActivities {

  /**
   * Proves the positions of this moment while the application runs, from what {@code evidence} of
   * verify has proven on.
   */
  Taken takePositions(Judge call);

  /** Writes the shadow groups' offsets, tagged, and reads them back. */
  Done seedShadows(Judge call);

  /**
   * Asks the unit's switch to start the application's own consumer under each shadow group, with
   * mode REHEARSAL. A switch that is no webhook, or answers 501, takes none.
   */
  Started startShadows(Call call);

  /**
   * Lets the members of the shadow groups read on, and compares what they get with the source's
   * next records. Groups that the application does not read itself get a built-in consumer.
   */
  ReadOn readOn(Reading call);

  /** Maps the shadow groups' positions back to the source, and writes nothing. */
  WentBack mapBackShadows(Judge call);

  /**
   * Asks the application to stop what it was asked to start, waits until nobody is in the shadow
   * groups, and removes them and what a killed canary left. Nothing to remove is success; what of
   * the canary may not be removed is in the answer and in the ledger.
   */
  Done removeShadows(Call call);

  /** Keeps what the rehearsal showed: as evidence, in the journal, and as the audit entry. */
  Done conclude(Conclude call);

  /**
   * Positions that were taken live.
   *
   * @param unfit why nothing may be seeded of them, one line each
   */
  record Taken(String key, String evidence, Light light, List<String> unfit, String note)
      implements Echo {
    public Taken {
      unfit = List.copyOf(unfit);
    }
  }

  /**
   * Who reads.
   *
   * @param own groups whose shadow the application itself reads
   */
  record Started(String key, List<String> own, String note) implements Echo {
    public Started {
      own = List.copyOf(own);
    }
  }

  /**
   * What to read.
   *
   * @param judge with the evidence of {@link #takePositions}
   * @param after evidence of the {@link ReadOn} to go on from; null to begin where was seeded
   * @param own as in {@link Started}
   * @param window how long to read on; zero: to the ends of the logs as they are now
   */
  record Reading(Judge judge, @Nullable String after, List<String> own, Duration window)
      implements AboutCall {
    public Reading {
      own = List.copyOf(own);
    }

    @Override
    public Call call() {
      return judge.call();
    }
  }

  /**
   * What was read.
   *
   * @param findings one line each; empty when everything that came was what the source has next
   */
  record ReadOn(String key, String evidence, List<String> findings, String note) implements Echo {
    public ReadOn {
      findings = List.copyOf(findings);
    }
  }

  /**
   * Where the groups would go back to.
   *
   * @param findings one line each; empty where every partition was mapped exactly and nothing is
   *     stranded
   */
  record WentBack(String key, String evidence, List<String> findings, String note) implements Echo {
    public WentBack {
      findings = List.copyOf(findings);
    }
  }

  /**
   * How long a step took.
   *
   * @param step as the contract names it
   */
  record Timing(String step, Duration took) {}

  /**
   * What to keep.
   *
   * @param positions evidence of {@link #takePositions}; empty where it was not come to
   * @param own as in {@link Started}
   * @param evidence of what else was shown
   */
  record Conclude(
      Call call,
      String positions,
      List<String> own,
      List<String> evidence,
      List<String> findings,
      List<Timing> timings)
      implements AboutCall {
    public Conclude {
      own = List.copyOf(own);
      evidence = List.copyOf(evidence);
      findings = List.copyOf(findings);
      timings = List.copyOf(timings);
    }
  }
}
