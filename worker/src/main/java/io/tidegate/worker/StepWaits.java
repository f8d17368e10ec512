package io.tidegate.worker;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCanceledException;
import io.temporal.client.ActivityCompletionException;
import io.temporal.common.interceptors.ActivityExecutionContextBase;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.tidegate.ledger.Waits;
import io.tidegate.workflows.activity.AboutCall;
import io.tidegate.workflows.activity.Call;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes why an attempt of a step failed while it is tried again, and how far a long one is, so that
 * whoever looks at the wave sees what it waits for. Nothing depends on the note: where it cannot be
 * written, the log says so.
 */
final class StepWaits extends WorkerInterceptorBase {
  private static final Logger LOG = LoggerFactory.getLogger(StepWaits.class);
  private static final Duration IDLE_MAX = Duration.ofMinutes(1);

  private final Waits waits;
  private final Executor notes =
      new ThreadPoolExecutor(
          0,
          1,
          IDLE_MAX.toMillis(),
          TimeUnit.MILLISECONDS,
          new SynchronousQueue<>(),
          StepWaits::daemon,
          new ThreadPoolExecutor.DiscardPolicy());

  StepWaits(Waits waits) {
    this.waits = waits;
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "step-progress");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Noted(next);
  }

  private final class Noted extends ActivityInboundCallsInterceptorBase {
    private int attempt = 1;
    private @Nullable Progress progress;

    Noted(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      attempt = context.getInfo().getAttempt();
      Progress told = new Progress(context);
      progress = told;
      super.init(told);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      Call call = call(input.getArguments()).orElse(null);
      Progress told = progress;
      if (call == null || told == null) {
        return super.execute(input);
      }
      told.begin(call);
      try {
        ActivityOutput output = super.execute(input);
        if (told.end() || attempt > 1) {
          over(call);
        }
        return output;
      } catch (RuntimeException failed) {
        boolean noted = told.end() || attempt > 1;
        if (isTriedAgain(failed)) {
          failed(call, attempt, reason(failed));
        } else if (noted && failed instanceof ActivityCanceledException) {
          over(call);
        }
        throw failed;
      }
    }
  }

  /**
   * Notes what goes with a heartbeat: how far the step is. On a thread of its own, and only where
   * that is free: a ledger that is slow must not keep a heartbeat back.
   */
  private final class Progress extends ActivityExecutionContextBase {
    private @Nullable Call call;
    private @Nullable String last;
    private boolean noted;

    Progress(ActivityExecutionContext next) {
      super(next);
    }

    @Override
    public <V> void heartbeat(V details) throws ActivityCompletionException {
      super.heartbeat(details);
      if (details instanceof String done) {
        notes.execute(() -> note(done));
      }
    }

    synchronized void begin(Call of) {
      call = of;
    }

    private synchronized void note(String done) {
      Call of = call;
      if (of != null && !done.equals(last)) {
        last = done;
        noted = true;
        StepWaits.note(of, () -> waits.underWay(of.wave(), of.unit(), of.step(), oneLine(done)));
      }
    }

    /** Nothing is noted after it; whether anything was. */
    synchronized boolean end() {
      call = null;
      return noted;
    }
  }

  /** Of the calls that need more than the ledger, which could not be written to without it. */
  static Optional<Call> call(Object[] arguments) {
    Object argument = arguments.length == 0 ? "" : arguments[0];
    if (argument instanceof AboutCall about) {
      return Optional.of(about.call());
    }
    return argument instanceof Call call ? Optional.of(call) : Optional.empty();
  }

  /** An attempt that was told to stop, or that nobody waits for any more, has not failed. */
  static boolean isTriedAgain(RuntimeException failed) {
    return !(failed instanceof ActivityCompletionException)
        && !(failed instanceof ApplicationFailure said && said.isNonRetryable());
  }

  private static String reason(RuntimeException failed) {
    String message =
        failed instanceof ApplicationFailure said ? said.getOriginalMessage() : failed.getMessage();
    return oneLine(Objects.requireNonNullElse(message, failed.getClass().getSimpleName()));
  }

  private static String oneLine(String text) {
    return text.lines().findFirst().orElse("").replace('\0', ' ');
  }

  private void over(Call call) {
    note(call, () -> waits.over(call.wave(), call.unit(), call.step()));
  }

  private void failed(Call call, int attempt, String why) {
    note(call, () -> waits.failed(call.wave(), call.unit(), call.step(), attempt, why));
  }

  private static void note(Call call, Runnable writing) {
    try {
      writing.run();
    } catch (RuntimeException e) {
      LOG.info("What step {} of wave {} waits for was not noted", call.step(), call.wave(), e);
    }
  }
}
