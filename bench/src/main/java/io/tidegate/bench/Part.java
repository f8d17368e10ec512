package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What can be measured by itself, in the order in which all of it is. */
enum Part {
  /** Where groups land, counted. */
  EXACTNESS {
    @Override
    List<Section> measure(Stage stage, Sizes sizes, Path folder) {
      return List.of(
          ExactnessTable.section(
              "Exactness behind a healthy MirrorMaker 2",
              Exactness.how(sizes),
              new Exactness(stage, sizes, "steady").steady()));
    }
  },
  /** The same where a crash of the replicator left duplicates. */
  CRASH {
    @Override
    List<Section> measure(Stage stage, Sizes sizes, Path folder) {
      return List.of(
          ExactnessTable.section(
              "Exactness after a crash of MirrorMaker 2",
              Exactness.howAfterCrash(),
              new Exactness(stage, sizes, "crashed").afterCrash()));
    }
  },
  /** Both logs from begin to end. */
  FULL_RANGE {
    @Override
    List<Section> measure(Stage stage, Sizes sizes, Path folder) {
      return List.of(FullRange.section(FullRange.run(stage, sizes)));
    }
  },
  /** Boundary proofs, and how they grow with the partitions and the lag. */
  BOUNDARY {
    @Override
    List<Section> measure(Stage stage, Sizes sizes, Path folder) throws IOException {
      List<Timing> lags = LagGrowth.run(stage, sizes);
      List<Timing> boundary = BoundaryTime.run(stage, sizes);
      Files.writeString(folder.resolve("growth.svg"), Growth.svg(boundary, lags));
      return List.of(BoundaryTime.section(boundary), LagGrowth.section(lags));
    }
  },
  /** The command and its peer, typed. */
  COMMAND {
    @Override
    List<Section> measure(Stage stage, Sizes sizes, Path folder) throws IOException {
      Path files = Files.createTempDirectory("tidegate-bench-");
      try {
        return List.of(CommandTime.section(CommandTime.run(stage, sizes, files)));
      } finally {
        Folders.delete(files);
      }
    }
  };

  /**
   * @param folder for files beside the table
   */
  abstract List<Section> measure(Stage stage, Sizes sizes, Path folder) throws IOException;

  static List<Part> all() {
    return List.of(values());
  }

  String argument() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static Part named(String argument) {
    return Arrays.stream(values())
        .filter(part -> part.argument().equals(argument))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "part '%s': allowed are %s"
                        .formatted(
                            argument, Arrays.stream(values()).map(Part::argument).toList())));
  }
}
