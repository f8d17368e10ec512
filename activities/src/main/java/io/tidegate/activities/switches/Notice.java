package io.tidegate.activities.switches;

/** Tells a person what to do. */
@FunctionalInterface
public interface Notice {

  /** The same request may be told again; it is not to be told twice. */
  void tell(Request request, String instructions);
}
