package io.tidegate.worker;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import io.temporal.failure.ApplicationFailure;
import io.tidegate.ledger.Waits;
import io.tidegate.workflows.activity.Call;
import io.tidegate.workflows.activity.KafkaActivities.Judge;
import io.tidegate.workflows.activity.WatchActivities.Observe;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notes why an attempt of a step failed while it is tried again, so that whoever looks at the wave
 * sees what it waits for. Nothing depends on the note: where it cannot be written, the log says so.
 */
final class StepWaits extends WorkerInterceptorBase {
  private static final Logger LOG = LoggerFactory.getLogger(StepWaits.class);

  private final Waits waits;

  StepWaits(Waits waits) {
    this.waits = waits;
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Noted(next);
  }

  private final class Noted extends ActivityInboundCallsInterceptorBase {
    private int attempt = 1;

    Noted(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      attempt = context.getInfo().getAttempt();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      Call call = call(input.getArguments()).orElse(null);
      try {
        ActivityOutput output = super.execute(input);
        if (call != null && attempt > 1) {
          over(call);
        }
        return output;
      } catch (RuntimeException failed) {
        if (call != null && isTriedAgain(failed)) {
          failed(call, attempt, reason(failed));
        }
        throw failed;
      }
    }
  }

  /** Of the calls that need more than the ledger, which could not be written to without it. */
  private static Optional<Call> call(Object[] arguments) {
    Object argument = arguments.length == 0 ? "" : arguments[0];
    if (argument instanceof Observe observe) {
      return Optional.of(observe.judge().call());
    }
    if (argument instanceof Judge judge) {
      return Optional.of(judge.call());
    }
    return argument instanceof Call call ? Optional.of(call) : Optional.empty();
  }

  private static boolean isTriedAgain(RuntimeException failed) {
    return !(failed instanceof ApplicationFailure said && said.isNonRetryable());
  }

  private static String reason(RuntimeException failed) {
    String message =
        failed instanceof ApplicationFailure said ? said.getOriginalMessage() : failed.getMessage();
    return Objects.requireNonNullElse(message, failed.getClass().getSimpleName())
        .lines()
        .findFirst()
        .orElse("")
        .replace('\0', ' ');
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
