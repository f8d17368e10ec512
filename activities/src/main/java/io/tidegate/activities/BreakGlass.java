package io.tidegate.activities;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.Anchor.Position;
import io.tidegate.activities.kafka.KafkaCall;
import io.tidegate.ledger.Ledger;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Names;
import io.tidegate.runbooks.UnitGroup;
import io.tidegate.runbooks.UnitTopic;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.Node;

/**
 * The sheet that goes back without Tidegate: positions and the commands that restore them, in the
 * ledger and in a file {@code <breakGlassDir>/<wave>/<unit>.txt}, which always holds the newest
 * sheet as a whole.
 */
final class BreakGlass {
  private final Ledger ledger;
  private final Notes notes;
  private final Path directory;

  BreakGlass(Ledger ledger, Notes notes, Path directory) {
    this.ledger = ledger;
    this.notes = notes;
    this.directory = directory;
  }

  /** Writes the sheet; what comes back is one line that says where it is. */
  String write(Plan plan, Anchor positions, String what) {
    byte[] sheet = sheet(plan, positions, what, brokers(plan)).getBytes(StandardCharsets.UTF_8);
    String evidence = ledger.evidence().put(sheet);
    Path file = save(plan.call().wave(), plan.unit().unit(), sheet);
    notes.audit(
        plan.call(),
        "break-glass",
        "",
        new Written(plan.unit().unit(), evidence, file.toString(), what));
    return "break-glass sheet in " + file;
  }

  /** Where the sheet of a unit stands. */
  Path file(String wave, String unit) {
    return directory.resolve(wave).resolve(unit + ".txt");
  }

  /** Detail of the audit entry. */
  record Written(String unit, String evidence, String file, String what) {}

  static String sheet(Plan plan, Anchor positions, String what, String brokers) {
    StringBuilder text = new StringBuilder();
    text.append("Break-glass sheet of unit ")
        .append(plan.unit().unit())
        .append(" in wave ")
        .append(plan.call().wave())
        .append('\n');
    text.append("Written ").append(positions.at()).append(" (UTC): ").append(what).append(".\n");
    text.append("Source cluster ")
        .append(plan.source().name())
        .append(", id ")
        .append(positions.sourceClusterId())
        .append("\n\n");
    text.append("To go back without Tidegate:\n");
    List<String> steps = steps(plan, positions, brokers);
    for (int i = 0; i < steps.size(); i++) {
      text.append(i + 1).append(". ").append(steps.get(i)).append('\n');
    }
    text.append(
        "What they already processed on the target after these positions, they process again.\n");
    return text.toString();
  }

  private static List<String> steps(Plan plan, Anchor positions, String brokers) {
    String source = plan.source().name();
    String target = plan.target().name();
    boolean producersMove = plan.unit().producers() != null;
    List<String> steps = new ArrayList<>();
    if (producersMove) {
      steps.add(
          "If the unit's producers write on cluster %s: stop them, and let the consumers read there to the end; what they leave unread is lost to them."
              .formatted(target));
    }
    steps.add("Stop the unit's consumers on cluster " + target + ".");
    steps.add(
        "With nobody in these groups on the source, run (source.properties holds your client settings):\n\n"
            + positions.groups().stream()
                .map(
                    group ->
                        plan.keepsItsOwnPositions(group.group())
                            ? byHand(group)
                            : commands(group, brokers))
                .collect(Collectors.joining("\n")));
    String fences = fences(plan.unit(), brokers);
    if (!fences.isEmpty()) {
      steps.add("Take away the deny entries that may keep the unit off the source:\n\n" + fences);
    }
    steps.add("Start the unit's consumers on cluster " + source + ".");
    if (producersMove) {
      steps.add("Start the unit's producers on cluster " + source + ", if they are stopped.");
    }
    if (plan.runbook().replication().control() != null) {
      steps.add(
          "Have the replicator go on with what Tidegate stopped: its group sync"
              + (producersMove ? ", and the unit's topics." : "."));
    }
    return steps;
  }

  /** The commands that remove each deny entry that a wave may have added on the source. */
  static String fences(MigrationUnit unit, String brokers) {
    StringBuilder text = new StringBuilder();
    for (String principal : unit.fences().principals()) {
      if (unit.fences().deny()) {
        for (UnitGroup group : unit.groups()) {
          text.append(remove(principal, "Read", "--group", group.group(), brokers));
        }
      }
      for (UnitTopic topic : unit.topics()) {
        if (unit.fences().deny() && unit.producers() != null) {
          text.append(remove(principal, "Write", "--topic", topic.source(), brokers));
        }
      }
    }
    return text.toString();
  }

  private static String remove(
      String principal, String operation, String kind, String name, String brokers) {
    return "kafka-acls --bootstrap-server %s --command-config source.properties \\\n  --remove --force --deny-principal %s --operation %s %s %s\n"
        .formatted(brokers, shell(principal), operation, kind, shell(name));
  }

  static String commands(GroupAnchor group, String brokers) {
    String rows =
        group.positions().stream()
            .filter(at -> at.committed() != null)
            .map(at -> at.topic() + "," + at.partition() + "," + at.committed() + "\n")
            .collect(Collectors.joining());
    String without =
        group.positions().stream()
            .filter(at -> at.committed() == null)
            .map(BreakGlass::withoutCommit)
            .collect(Collectors.joining(", "));
    String note = without.isEmpty() ? "" : "# nothing to restore for: " + without + "\n";
    if (rows.isEmpty()) {
      return "# group " + group.group() + " has no position to restore\n" + note;
    }
    return "cat > positions.csv <<'END'\n"
        + rows
        + "END\n"
        + "kafka-consumer-groups --bootstrap-server "
        + brokers
        + " --command-config source.properties \\\n"
        + "  --group "
        + shell(group.group())
        + " --reset-offsets --from-file positions.csv --execute\n"
        + note;
  }

  /** No command of Kafka's moves an application that keeps its own positions. */
  static String byHand(GroupAnchor group) {
    String rows =
        group.positions().stream()
            .filter(at -> at.committed() != null)
            .map(at -> "#   " + at.topic() + "," + at.partition() + "," + at.committed() + "\n")
            .collect(Collectors.joining());
    return "# group "
        + group.group()
        + " keeps its own positions; have the application go on from these:\n"
        + (rows.isEmpty() ? "#   (none was told)\n" : rows);
  }

  private static String withoutCommit(Position at) {
    String why = at.unproven() == null ? "no commit" : "not stable at that moment";
    return "%s-%d (%s)".formatted(at.topic(), at.partition(), why);
  }

  private static String shell(String text) {
    return "'" + text.replace("'", "'\\''") + "'";
  }

  private static String brokers(Plan plan) {
    var nodes =
        plan.source()
            .await(
                KafkaCall.onCluster("reading the brokers", "DESCRIBE"),
                plan.source().admin().describeCluster().nodes());
    return nodes.stream().map(BreakGlass::address).sorted().collect(Collectors.joining(","));
  }

  private static String address(Node node) {
    return node.host() + ":" + node.port();
  }

  /**
   * On disk before it has its name, so that a reader finds the old sheet or the new one, never half
   * of one.
   */
  private Path save(String wave, String unit, byte[] sheet) {
    if (!Names.isName(wave) || !Names.isName(unit)) {
      throw Fail.refused("no file can be called \"" + wave + "/" + unit + "\": " + Names.NAME);
    }
    Path file = file(wave, unit);
    try {
      Files.createDirectories(directory.resolve(wave));
      Path half = Files.createTempFile(directory.resolve(wave), unit, ".half");
      try {
        write(half, sheet);
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(half);
      }
      return file;
    } catch (IOException e) {
      throw io.temporal.failure.ApplicationFailure.newFailureWithCause(
          "the break-glass sheet cannot be written to " + file + ": " + e.getMessage(),
          Fail.LATER,
          e);
    }
  }

  private static void write(Path half, byte[] sheet) throws IOException {
    try (FileChannel channel = FileChannel.open(half, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = ByteBuffer.wrap(sheet);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
  }
}
