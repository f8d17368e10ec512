package io.tidegate.sandbox;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A part of the world, started when first asked for, at most once, and never after its end. */
final class Part<T extends AutoCloseable> {

  private final String name;
  private final Supplier<T> start;
  private @Nullable T started;
  private boolean ended;

  Part(String name, Supplier<T> start) {
    this.name = name;
    this.start = start;
  }

  String name() {
    return name;
  }

  /** Waits for a start that another thread has begun. */
  synchronized T get() {
    if (ended) {
      throw new IllegalStateException(name + ": the world is closed");
    }
    T part = started;
    if (part == null) {
      part = start.get();
      started = part;
    }
    return part;
  }

  /** Ends it, or keeps it from ever starting. */
  synchronized void end() throws Exception {
    ended = true;
    T part = started;
    if (part != null) {
      started = null;
      part.close();
    }
  }
}
