package io.tidegate.sandbox;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** The class path of another time's software, as the build of its module wrote it to a file. */
record ClassPathFile(Path path) {

  /**
   * The file of a module below the folder {@code sandbox}, in the working folder or one above it: a
   * module's tests run in the module's own.
   */
  static ClassPathFile of(String module) {
    Path relative = Path.of("sandbox", module, "target", "classpath");
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      Path file = folder.resolve(relative);
      if (Files.exists(file)) {
        return new ClassPathFile(file);
      }
    }
    throw new SandboxException(
        "no file %s in %s or above it: write it with mvn -pl sandbox/%s generate-resources"
            .formatted(relative, start, module),
        null);
  }

  /** Its text, once every jar that it names was seen. */
  String read() {
    String text;
    try {
      text = Files.readString(path).strip();
    } catch (IOException e) {
      throw new SandboxException("could not read " + path, e);
    }
    for (String jar : text.split(Pattern.quote(File.pathSeparator), -1)) {
      if (!Files.isRegularFile(Path.of(jar))) {
        throw new SandboxException(
            "%s names %s, which is gone: delete the file and build again".formatted(path, jar),
            null);
      }
    }
    return text;
  }
}
