package io.tidegate.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JVM settings that the launcher gives to its {@code parity} command, read from itself. */
final class LauncherSettings {
  private static final Pattern LINE = Pattern.compile("(?m)^parity_jvm=\"([^\"$]+)\"");

  private LauncherSettings() {}

  static List<String> of(Path launcher) throws IOException {
    Matcher line = LINE.matcher(Files.readString(launcher));
    if (!line.find()) {
      throw new IllegalStateException(launcher + " has no line parity_jvm=\"…\"");
    }
    return List.of(line.group(1).split(" "));
  }
}
