package io.tidegate.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a durability run found, as a file for people; written where the build names a folder. */
final class Results {
  private static final String FOLDER = "tidegate.durability.results";

  private Results() {}

  /**
   * @param on what it ran against
   * @param done what was tried, one line each
   */
  static void write(String name, String on, List<?> done, List<String> objections)
      throws IOException {
    String folder = System.getProperty(FOLDER, "");
    if (folder.isEmpty()) {
      return;
    }
    String text =
        """
        # %s, on %s

        `mvn verify -Pdurability`, %s, %d processors, Java %s: %d tried, %d objections.

        ## Objections
        %s

        ## Tried
        %s
        """
            .formatted(
                name.replace('-', ' '),
                on,
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                done.size(),
                objections.size(),
                list(objections),
                list(done));
    Path file =
        Path.of(folder, (name + "-on-" + on).toLowerCase(Locale.ROOT).replace(' ', '-') + ".md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String list(List<?> lines) {
    return lines.isEmpty()
        ? "none"
        : lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n"));
  }
}
