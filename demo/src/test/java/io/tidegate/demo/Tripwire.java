package io.tidegate.demo;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInfo;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptor;
import io.temporal.common.interceptors.ActivityInboundCallsInterceptorBase;
import io.temporal.common.interceptors.WorkerInterceptorBase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Stops a worker at the border of an activity, in the moment in which it is to be killed: the
 * activity's thread stands still there until the process is gone, or the wire. The folder is how
 * the test and the worker's process speak with each other; each wire trips once.
 */
final class Tripwire extends WorkerInterceptorBase {
  /** The border: nothing of the activity has run, or all of it has and Temporal does not know. */
  enum Border {
    BEFORE,
    AFTER
  }

  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  private final Path folder;

  Tripwire(Path folder) {
    this.folder = folder;
  }

  /** Lays a wire; {@code activity} is the name of its type. */
  static void lay(Path folder, String wave, Border border, String activity) throws IOException {
    Path text = Files.writeString(folder.resolve(wave + ".new"), border + " " + activity);
    Files.move(text, wire(folder, wave), StandardCopyOption.ATOMIC_MOVE);
  }

  static boolean isTripped(Path folder, String wave) {
    return Files.exists(tripped(folder, wave));
  }

  /** Takes the wire away; a worker that stands there goes on. */
  static void remove(Path folder, String wave) throws IOException {
    Files.deleteIfExists(wire(folder, wave));
    Files.deleteIfExists(tripped(folder, wave));
  }

  /** True once an attempt that stood at the wave's wire and went on has ended. */
  static boolean isOver(Path folder, String wave) {
    return Files.exists(over(folder, wave));
  }

  private static Path over(Path folder, String wave) {
    return folder.resolve(wave + ".over");
  }

  private static Path wire(Path folder, String wave) {
    return folder.resolve(wave + ".wire");
  }

  private static Path tripped(Path folder, String wave) {
    return folder.resolve(wave + ".tripped");
  }

  @Override
  public ActivityInboundCallsInterceptor interceptActivity(ActivityInboundCallsInterceptor next) {
    return new Watched(next);
  }

  /** Returns true when the wire was tripped here. */
  private boolean pass(Border border, ActivityInfo activity) {
    String wave = waveOf(activity);
    Path wire = wire(folder, wave);
    try {
      if (!Files.exists(wire)
          || !Files.readString(wire).equals(border + " " + activity.getActivityType())) {
        return false;
      }
      Path tripped = tripped(folder, wave);
      Files.move(wire, tripped, StandardCopyOption.ATOMIC_MOVE);
      while (Files.exists(tripped) && !Thread.currentThread().isInterrupted()) {
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String waveOf(ActivityInfo activity) {
    return activity.getWorkflowId().split("/", 3)[1];
  }

  private final class Watched extends ActivityInboundCallsInterceptorBase {
    private @Nullable ActivityInfo activity;

    Watched(ActivityInboundCallsInterceptor next) {
      super(next);
    }

    @Override
    public void init(ActivityExecutionContext context) {
      activity = context.getInfo();
      super.init(context);
    }

    @Override
    public ActivityOutput execute(ActivityInput input) {
      ActivityInfo known = activity;
      if (known == null) {
        throw new IllegalStateException("an activity without a context");
      }
      boolean stood = pass(Border.BEFORE, known);
      try {
        ActivityOutput output = super.execute(input);
        var unused = pass(Border.AFTER, known);
        return output;
      } finally {
        if (stood) {
          sayOver(known);
        }
      }
    }

    private void sayOver(ActivityInfo activity) {
      try {
        var unused = Files.createFile(over(folder, waveOf(activity)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
