package io.tidegate.worker.parity;

import io.tidegate.activities.kafka.KafkaFailure;
import io.tidegate.activities.proof.GroupProof;
import io.tidegate.activities.proof.ProofRequest;
import io.tidegate.activities.proof.Prover;
import io.tidegate.parity.Light;
import io.tidegate.parity.LogUnavailable;
import io.tidegate.parity.Reset;
import io.tidegate.worker.StartFailure;
import io.tidegate.worker.parity.ParityOptions.Scope;
import io.tidegate.worker.parity.ParityOptions.Tolerance;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * One check from the words of the command line to the exit code of the contract: 0 GREEN, 1 YELLOW,
 * 2 RED, 64 usage or bad input, 69 a cluster cannot be reached; and 70, the command's own failure.
 * Reads only.
 */
public final class ParityCommand {
  private static final int HELP = 0;

  /** The command itself failed; it must not look like any of the lights. */
  private static final int BROKEN = 70;

  private final Screen screen;
  private final InstantSource clock;

  ParityCommand(Screen screen, InstantSource clock) {
    this.screen = screen;
    this.clock = clock;
  }

  /** Runs the command and returns its exit code; everything it opened is closed. */
  int run(List<String> words) {
    if (ParityArguments.asksForHelp(words)) {
      screen.out().print(ParityHelp.text());
      screen.out().flush();
      return HELP;
    }
    try {
      return exitCode(check(ParityArguments.parse(words)).light());
    } catch (StartFailure failure) {
      return refuse(failure, words.contains("--verbose"));
    } catch (RuntimeException | Error broken) {
      return refuse(
          new StartFailure(BROKEN, "the check broke off, and nothing is proven: " + broken, broken),
          words.contains("--verbose"));
    }
  }

  private static int exitCode(Light light) {
    return switch (light) {
      case GREEN -> 0;
      case YELLOW -> 1;
      case RED -> 2;
    };
  }

  private int refuse(StartFailure failure, boolean verbose) {
    say(String.valueOf(failure.getMessage()));
    if (verbose) {
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      trace
          .toString()
          .lines()
          .forEach(line -> screen.err().println(Text.printable(line.replace("\t", "    "))));
    }
    screen.err().flush();
    return failure.exitCode();
  }

  /** One line, whatever is in it. */
  private void say(String words) {
    screen.err().println(Text.printable("tidegate parity: " + words));
  }

  private ParityReport check(ParityOptions options) throws StartFailure {
    ClientFile source = ClientFile.read(options.source());
    ClientFile target = ClientFile.read(options.target());
    try (Ends ends = Ends.reach(source, target, options.readLimit());
        ProgressLine progress = new ProgressLine(screen, clock)) {
      refuseSame(options, ends);
      boolean uncommittedStarts = options.tolerance().terms().uncommitted() != Reset.FAIL;
      Selection selection = Selection.of(options.scope(), uncommittedStarts, ends);
      List<ProofRequest> requests = requests(options, selection);
      Foresight.tell(requests, ends, options.readLimit(), progress);
      List<GroupProof> proofs = prove(requests, ends, progress);
      ParityReport report = report(requests, proofs, ends);
      progress.clear();
      selection.leftOut().forEach(this::say);
      print(options, report);
      return report;
    } catch (LogUnavailable | KafkaFailure failed) {
      throw new StartFailure(StartFailure.UNAVAILABLE, String.valueOf(failed.getMessage()), failed);
    }
  }

  /** Every group is at its own position on the cluster that it is on: that proves nothing. */
  private static void refuseSame(ParityOptions options, Ends ends) throws StartFailure {
    String id = ends.source().id();
    if (id.equals(ends.target().id()) && !options.scope().renames()) {
      throw new StartFailure(
          StartFailure.BAD_INPUT,
          "source and target are the same cluster, %s (%s and %s)"
              .formatted(id, options.source(), options.target()));
    }
  }

  private static List<ProofRequest> requests(ParityOptions options, Selection selection) {
    return selection.groups().stream().map(chosen -> request(options, chosen)).toList();
  }

  private static ProofRequest request(ParityOptions options, Selection.Chosen chosen) {
    Scope scope = options.scope();
    Tolerance tolerance = options.tolerance();
    ProofRequest asked =
        ProofRequest.strict(chosen.group())
            .withTopics(scope.mapped(), scope.otherNames())
            .withOnly(chosen.topics())
            .withIsolation(tolerance.isolation())
            .withTerms(tolerance.terms())
            .withWindow(tolerance.window())
            .withEnvelope(tolerance.envelope())
            .withOffsetSyncs(scope.offsetSyncs());
    return scope.grades() ? asked.withGrades() : asked;
  }

  private static List<GroupProof> prove(
      List<ProofRequest> requests, Ends ends, ProgressLine progress) {
    Prover prover = new Prover(ends.source(), ends.target());
    return requests.size() == 1 // whose partitions are told, not that it is 0 of 1 groups
        ? List.of(prover.prove(requests.get(0), progress))
        : prover.prove(requests, progress);
  }

  /** One instant for all: what is pending is as old as it was then. */
  private ParityReport report(List<ProofRequest> requests, List<GroupProof> proofs, Ends ends) {
    Instant checkedAt = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<GroupProof> all = new ArrayList<>();
    for (int i = 0; i < proofs.size(); i++) {
      all.add(proofs.get(i).at(checkedAt, requests.get(i)));
    }
    return new ParityReport(checkedAt, ends, all);
  }

  /** An answer that did not get out is none: an empty file beside a 0 would pass for GREEN. */
  private void print(ParityOptions options, ParityReport report) throws StartFailure {
    if (options.json()) {
      screen.out().println(ParityJson.write(report));
    } else {
      Table.lines(report, new Paint(screen.colours()), options.verbose())
          .forEach(screen.out()::println);
    }
    if (screen.out().checkError()) {
      throw new StartFailure(BROKEN, "the answer could not be written to the end of stdout");
    }
  }
}
