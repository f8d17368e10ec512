package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures what it is asked for and writes the result: {@code bench.md}, {@code bench.json} and
 * {@code growth.svg}.
 */
public final class BenchMain {

  private BenchMain() {}

  /** Arguments: the folder for the result, then the names of parts; none are all of them. */
  public static void main(String[] arguments) throws IOException {
    List<Part> parts = new ArrayList<>();
    for (int i = 1; i < arguments.length; i++) {
      parts.add(Part.named(arguments[i]));
    }
    if (arguments.length == 0) {
      throw new IllegalArgumentException("no folder for the result was given");
    }
    long begin = System.nanoTime();
    Stage stage = Stage.start(Path.of(System.getProperty("tidegate.home", ".")));
    try {
      run(stage, Sizes.full(), Path.of(arguments[0]), parts.isEmpty() ? Part.all() : parts);
    } finally {
      stage.close();
    }
    System.err.printf("bench: done in %d s%n", (System.nanoTime() - begin) / 1_000_000_000L);
  }

  /** The clusters stay up; the caller closes them. */
  static List<Section> run(Stage stage, Sizes sizes, Path folder, List<Part> parts)
      throws IOException {
    Machine machine = Machine.here();
    Files.createDirectories(folder);
    List<Section> sections = new ArrayList<>();
    for (Part part : parts) {
      System.err.println("bench: " + part.argument());
      sections.addAll(part.measure(stage, sizes, folder));
      write(folder, machine, sections);
    }
    return sections;
  }

  private static void write(Path folder, Machine machine, List<Section> sections)
      throws IOException {
    StringBuilder text = new StringBuilder("# Measured\n\n").append(machine.markdown());
    sections.forEach(section -> text.append(section.markdown()));
    Files.writeString(folder.resolve("bench.md"), text);
    ProofTimer.JSON
        .writerWithDefaultPrettyPrinter()
        .writeValue(
            folder.resolve("bench.json").toFile(), Map.of("ranOn", machine, "sections", sections));
  }
}
