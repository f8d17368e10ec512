package io.tidegate.activities.switches;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With real processes. */
class ViaCommandTest extends ViaContract {
  @TempDir Path folder;

  @Override
  Via whoever(Conduct conduct) {
    return switch (conduct) {
      case DOES_IT -> sh("cat; echo; env | grep ^TIDEGATE_ | sort");
      case NEVER_ENDS -> sh("sleep 60");
      case FAILS -> sh("echo first line; echo no such deployment >&2; exit 3");
    };
  }

  private static ViaCommand sh(String script) {
    return new ViaCommand("scale-payments", List.of("sh", "-c", script));
  }

  @Override
  String failure() {
    return "command scale-payments ended with exit code 3: \"first line no such deployment\"";
  }

  @Test
  void theRequestIsItsInputAndItsFactsAreInItsEnvironment() {
    Answer answer = ask(whoever(Conduct.DOES_IT), WITHIN);
    assertThat(((Answer.Done) answer).body())
        .startsWith("{\"wave\":\"w\",\"unit\":\"payments\",")
        .contains(
            """
            TIDEGATE_ACTION=STOP
            TIDEGATE_CLUSTER=source
            TIDEGATE_FENCE=7
            TIDEGATE_GROUP=
            TIDEGATE_IDEMPOTENCY_KEY=key-1
            TIDEGATE_MODE=LIVE
            TIDEGATE_UNIT=payments
            TIDEGATE_WAVE=w
            """);
  }

  @Test
  void atItsBoundItIsKilledWithWhatItStarted() throws Exception {
    Path pid = folder.resolve("pid");
    Answer answer =
        ask(sh("sleep 60 & echo $! > " + pid + "; echo scaling; wait"), Duration.ofSeconds(3));
    assertThat(answer)
        .isEqualTo(
            new Answer.Failed(
                "command scale-payments did not end within PT3S and was killed; it wrote"
                    + " \"scaling\""));
    assertThat(isGone(pid)).as("its child").isTrue();
  }

  private static boolean isGone(Path pid) throws IOException {
    long child = Long.parseLong(Files.readString(pid).strip());
    return ProcessHandle.of(child).map(handle -> endsSoon(handle)).orElse(true);
  }

  private static boolean endsSoon(ProcessHandle handle) {
    try {
      var unused = handle.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS);
      return true;
    } catch (Exception e) {
      return !handle.isAlive();
    }
  }

  @Test
  void ofALongOutputTheEndIsKeptAndItNeverBlocks() {
    Answer answer = ask(sh("head -c 3000000 /dev/zero | tr '\\0' x; echo the end"), WITHIN);
    String kept = ((Answer.Done) answer).body();
    assertThat(kept).startsWith("(").contains("bytes left out").endsWith("the end\n");
    assertThat(kept.length())
        .isBetween(ViaCommand.OUTPUT_MAX_BYTES, ViaCommand.OUTPUT_MAX_BYTES + 100);
  }

  @Test
  void noShellReadsTheArguments() {
    Via echo = new ViaCommand("echo", List.of("echo", "$(id)", ";", "exit 1"));
    assertThat(ask(echo, WITHIN)).isEqualTo(new Answer.Done("$(id) ; exit 1\n"));
  }

  @Test
  void aProgramThatIsNotThereIsRefusedByName() {
    assertThat(ask(new ViaCommand("gone", List.of("no-such-program")), WITHIN))
        .isInstanceOf(Answer.Refused.class)
        .asString()
        .contains("command gone cannot be started", "no-such-program");
    assertThat(ask(new ViaCommand("gone", List.of()), WITHIN))
        .isEqualTo(new Answer.Refused("command gone is not in the worker's configuration"));
  }

  @Test
  void whatStaysBehindIsNotWaitedFor() {
    long began = System.nanoTime();
    assertThat(ask(sh("(setsid sleep 30 &) ; echo started"), WITHIN))
        .isInstanceOf(Answer.Done.class);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
  }
}
