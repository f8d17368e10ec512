package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherSettingsTest {
  @TempDir private static Path folder;

  @Test
  void theyAreThoseOfTheLauncher() throws IOException {
    assertThat(LauncherSettings.of(Path.of("..", "tidegate")))
        .contains("-Xmx256m", "-XX:+UseSerialGC")
        .allMatch(setting -> setting.startsWith("-X"));
  }

  @Test
  void aLauncherThatDoesNotSayThemIsNamed() throws IOException {
    Path other = Files.writeString(folder.resolve("other"), "exec java -Xmx1m\n");
    assertThatThrownBy(() -> LauncherSettings.of(other)).hasMessageContaining("other");
  }
}
