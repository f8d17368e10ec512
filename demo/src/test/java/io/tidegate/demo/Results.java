package io.tidegate.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a durability run found, as a file for people; written where the build names a folder, {@code
 * demo/results} in the profile.
 */
final class Results {
  private static final String FOLDER = "tidegate.durability.results";

  private final String title;
  private final String command;
  private final Instant began = Instant.now();

  /**
   * The run begins now.
   *
   * @param title what ran on what: {@code kill points on a real server}
   * @param options what the command needs beyond the profile, such as a seed; empty for nothing
   */
  Results(String title, String options) {
    this.title = title;
    this.command = ("mvn verify -Pdurability " + options).strip();
  }

  /**
   * @param tried one line each
   * @param figures what was measured, a Markdown table or paragraph; empty for nothing
   */
  void write(List<?> tried, String figures, List<String> objections) throws IOException {
    String folder = System.getProperty(FOLDER, "");
    if (folder.isEmpty()) {
      return;
    }
    String text =
        """
        # %s

        `%s` at commit `%s`, %s, %d processors, Java %s: %d tried in %d s, %d objections.
        %s
        ## Objections

        %s

        ## Tried

        %s
        """
            .formatted(
                title,
                command,
                commit(),
                began.truncatedTo(ChronoUnit.MINUTES),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                tried.size(),
                Duration.between(began, Instant.now()).toSeconds(),
                objections.size(),
                figures.isEmpty() ? "" : "\n" + figures.strip() + "\n",
                list(objections),
                list(tried));
    Path file = Path.of(folder, title.toLowerCase(Locale.ROOT).replace(' ', '-') + ".md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** As git names what is checked out; "-dirty" where files were changed. */
  private static String commit() throws IOException {
    Process git =
        new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    return answer.isEmpty() ? "unknown" : answer;
  }

  private static String list(List<?> lines) {
    return lines.isEmpty()
        ? "none"
        : lines.stream().map(line -> "- " + line).collect(Collectors.joining("\n"));
  }
}
