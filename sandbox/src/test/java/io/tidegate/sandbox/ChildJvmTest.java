package io.tidegate.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildJvmTest {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void itRunsTheMainWithItsArgumentsUntilItIsClosed() {
    ChildProcess child = start("child", Stays.class, "hello");
    try (child) {
      child.await(DEADLINE, "its word", () -> log("child").contains("hello"));
      assertThat(child.isAlive()).isTrue();
    }
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void itIsAskedToEndInOrder() throws IOException {
    try (ChildProcess child = start("child", Tidies.class, "goodbye")) {
      child.await(DEADLINE, "its word", () -> log("child").contains("hello"));
    }
    assertThat(log("child")).contains("goodbye");
  }

  @Test
  void itEndsAtOnceWhenItIsKilled() throws IOException {
    try (ChildProcess child = start("child", Tidies.class, "goodbye")) {
      child.await(DEADLINE, "its word", () -> log("child").contains("hello"));
      child.kill();
      assertThat(child.isAlive()).isFalse();
    }
    assertThat(log("child")).doesNotContain("goodbye");
  }

  @Test
  void aProgramThatEndsEarlyIsShownByTheEndOfItsLog() {
    try (ChildProcess child = start("child", Fails.class, "a wrong setting")) {
      assertThatThrownBy(() -> child.await(DEADLINE, "an open port", () -> false))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("child ended with code 1, before an open port")
          .hasMessageContaining("a wrong setting");
    }
  }

  @Test
  void aProgramThatIsNotReadyInTimeIsShownByTheEndOfItsLog() {
    try (ChildProcess child = start("child", Stays.class, "hello")) {
      child.await(DEADLINE, "its word", () -> log("child").contains("hello"));
      assertThatThrownBy(() -> child.await(Duration.ZERO, "an open port", () -> false))
          .isInstanceOf(SandboxException.class)
          .hasMessageContaining("child is not ready")
          .hasMessageContaining("hello");
    }
  }

  @Test
  void itDoesNotOutliveAParentThatIsKilled() throws IOException {
    try (ChildProcess parent = start("parent", Parent.class, folder.toString())) {
      parent.await(DEADLINE, "a grandchild", () -> log("grandchild").contains("pid"));
      long pid = Long.parseLong(log("grandchild").strip().substring("pid ".length()));
      assertThat(ProcessHandle.of(pid)).isPresent();

      parent.kill();

      Await.until(
          DEADLINE,
          "the end of the grandchild",
          () -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).equals(Optional.empty()));
    }
  }

  /** Else a server that is down, or not up yet, could find its port taken when it comes. */
  @Test
  void aPortIsGivenToOneOfTwoProcesses() throws IOException {
    List<Integer> own = Stream.generate(LoopbackPorts::free).limit(20).toList();
    try (ChildProcess child = start("child", TakesPorts.class, "20")) {
      child.await(DEADLINE, "its ports", () -> log("child").contains("all"));
      List<Integer> others =
          log("child").lines().filter(line -> !line.equals("all")).map(Integer::valueOf).toList();
      assertThat(others).hasSize(20).doesNotContainAnyElementsOf(own);
      assertThat(others)
          .extracting(port -> port / LoopbackPorts.STRETCH)
          .doesNotContainAnyElementsOf(
              own.stream().map(port -> port / LoopbackPorts.STRETCH).toList());
    }
  }

  private ChildProcess start(String name, Class<?> main, String argument) {
    return ChildJvm.start(program(name, main, argument), folder.resolve(name));
  }

  private static ChildJvm.Program program(String name, Class<?> main, String argument) {
    return new ChildJvm.Program(
        name,
        System.getProperty("java.class.path"),
        List.of("-Xmx32m"),
        List.of(main.getName(), argument));
  }

  private String log(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  /** Says its argument and stays. */
  public static final class Stays {
    public static void main(String[] arguments) throws InterruptedException {
      System.out.println(arguments[0]);
      Thread.currentThread().join();
    }
  }

  /** Says its argument when it is asked to end, as a server that closes its files. */
  public static final class Tidies {
    public static void main(String[] arguments) throws InterruptedException {
      Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println(arguments[0])));
      System.out.println("hello");
      Thread.currentThread().join();
    }
  }

  /** Says as many ports as it is asked for, and stays. */
  public static final class TakesPorts {
    public static void main(String[] arguments) throws InterruptedException {
      for (int i = 0; i < Integer.parseInt(arguments[0]); i++) {
        System.out.println(LoopbackPorts.free());
      }
      System.out.println("all");
      Thread.currentThread().join();
    }
  }

  /** Fails when its argument is not a number, and says so. */
  public static final class Fails {
    public static void main(String[] arguments) {
      System.out.println(Integer.parseInt(arguments[0]));
    }
  }

  /** Starts a child that says its process id, and stays. */
  public static final class Parent {
    public static void main(String[] arguments) throws InterruptedException {
      ChildJvm.start(
          program("grandchild", SaysItsId.class, ""), Path.of(arguments[0], "grandchild"));
      Thread.currentThread().join();
    }
  }

  /** Says its process id and stays. */
  public static final class SaysItsId {
    public static void main(String[] arguments) throws InterruptedException {
      System.out.println("pid " + ProcessHandle.current().pid());
      Thread.currentThread().join();
    }
  }
}
