package io.tidegate.activities.switches;

import io.tidegate.runbooks.Names;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a worker may run: {@code commands} of its configuration, argument lists by name. A runbook
 * names one and adds nothing to it.
 *
 * @param byName each a program and its arguments; no shell stands between
 */
public record Commands(Map<String, List<String>> byName) {
  public Commands {
    byName.forEach(Commands::check);
    byName = Map.copyOf(byName);
  }

  private static void check(String name, List<String> arguments) {
    if (!Names.isName(name)) {
      throw new IllegalArgumentException("commands: \"" + name + "\" is not " + Names.NAME);
    }
    if (arguments == null || arguments.isEmpty() || arguments.get(0).isBlank()) {
      throw new IllegalArgumentException(
          "commands." + name + " must be a list of arguments, the first one naming the program");
    }
  }

  /** Empty where the worker has none of that name. */
  List<String> arguments(String name) {
    return byName.getOrDefault(name, List.of());
  }

  /** Why a command may not be run, in one line; empty when it may. */
  Optional<String> refusal(String name) {
    return byName.containsKey(name)
        ? Optional.empty()
        : Optional.of(
            "name \"%s\" is not under commands of the worker's configuration, which knows %s"
                .formatted(name, new TreeMap<>(byName).keySet()));
  }
}
