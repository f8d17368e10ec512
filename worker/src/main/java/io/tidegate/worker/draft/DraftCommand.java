package io.tidegate.worker.draft;

import io.tidegate.activities.draft.Draft;
import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.kafka.ReadLimit;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.worker.StartFailure;
import io.tidegate.worker.parity.ClientFile;
import io.tidegate.worker.parity.Ends;
import io.tidegate.worker.parity.Screen;
import java.util.List;

/**
 * One draft from the words of the command line to the exit code of the contract: 0 when it stands
 * on stdout, 64 usage or bad input, 69 a cluster cannot be reached; and 70, the command's own
 * failure. Reads only.
 */
final class DraftCommand {
  private static final int BROKEN = 70;

  private final Screen screen;

  DraftCommand(Screen screen) {
    this.screen = screen;
  }

  /** Runs the command and returns its exit code; everything it opened is closed. */
  int run(List<String> words) {
    boolean verbose = words.contains("--verbose");
    try {
      if (words.contains("--help") || words.contains("-h")) {
        screen.out().print(DraftArguments.HELP);
      } else {
        draft(DraftArguments.parse(words));
      }
      screen.out().flush();
      screen.err().flush();
      return 0;
    } catch (StartFailure failure) {
      return refuse(failure, verbose);
    } catch (RuntimeException | Error broken) {
      return refuse(new StartFailure(BROKEN, "the draft broke off: " + broken, broken), verbose);
    }
  }

  private int refuse(StartFailure failure, boolean verbose) {
    tell(String.valueOf(failure.getMessage()));
    if (verbose) {
      failure.printStackTrace(screen.err());
    }
    screen.err().flush();
    return failure.exitCode();
  }

  private void tell(String line) {
    screen.err().println("tidegate draft: " + line);
  }

  private void draft(DraftArguments arguments) throws StartFailure {
    ClientFile source = ClientFile.read(arguments.source());
    ClientFile target = ClientFile.read(arguments.target());
    try (Ends ends = Ends.reach(source, target, ReadLimit.DEFAULT)) {
      if (ends.source().id().equals(ends.target().id())) {
        throw new StartFailure(
            StartFailure.BAD_INPUT,
            "source and target are the same cluster, %s (%s and %s)"
                .formatted(ends.source().id(), arguments.source(), arguments.target()));
      }
      Draft.Outcome outcome = Draft.of(ends.source(), ends.target(), arguments.groupPrefix());
      if (outcome instanceof Draft.Nothing nothing) {
        throw new StartFailure(StartFailure.BAD_INPUT, "--group-prefix: " + nothing.why());
      }
      Draft draft = ((Draft.Drafted) outcome).draft();
      draft.notes().forEach(this::tell);
      screen.out().print(draft.yaml());
    } catch (LogUnavailable | KafkaFailure failed) {
      throw new StartFailure(StartFailure.UNAVAILABLE, String.valueOf(failed.getMessage()), failed);
    }
  }
}
