package io.tidegate.workflows;

import io.temporal.failure.CanceledFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Functions;
import io.temporal.workflow.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Starts coroutines whose failures cannot be lost. */
final class Coroutines {

  private Coroutines() {}

  /**
   * Starts one. It ends quietly when its scope was cancelled, since whoever cancelled looks after
   * what is next; any other exception fails the workflow task.
   */
  static Promise<Void> start(String name, Functions.Proc body) {
    return Async.procedure(Coroutines::guarded, name, body);
  }

  /** One coroutine for each, started in the order of the list; returns when the last has ended. */
  static <T> void sideBySide(String name, List<T> all, Consumer<T> body) {
    List<Promise<Void>> running = new ArrayList<>();
    for (T each : all) {
      running.add(start(name, () -> body.accept(each)));
    }
    Promise.allOf(running).get();
  }

  private static void guarded(String name, Functions.Proc body) {
    try {
      body.apply();
    } catch (CanceledFailure stopped) {
      // not lost: the coroutine that cancelled the scope goes on from here
      return;
    } catch (RuntimeException e) {
      throw new Defect("coroutine " + name + " failed: " + e.getMessage(), e);
    }
  }
}
