package io.tidegate.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** A part's folder among the system's temporary files; gone once the part is closed. */
record ScratchDirectory(Path path) {

  static ScratchDirectory create(String name) {
    try {
      return new ScratchDirectory(Files.createTempDirectory("tidegate-" + name + "-"));
    } catch (IOException e) {
      throw new SandboxException("no temporary folder for " + name, e);
    }
  }

  /** Nothing if it is gone already. */
  void delete() {
    if (Files.notExists(path)) {
      return;
    }
    try {
      Files.walkFileTree(path, new Deleting());
    } catch (IOException e) {
      throw new SandboxException("could not delete " + path, e);
    }
  }

  private static final class Deleting extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
        throws IOException {
      if (failure != null) {
        throw failure;
      }
      Files.deleteIfExists(directory);
      return FileVisitResult.CONTINUE;
    }
  }
}
