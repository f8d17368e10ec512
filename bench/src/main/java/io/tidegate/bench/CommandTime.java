package io.tidegate.bench;

import io.tidegate.sandbox.KafkaSandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** From a command typed to its table seen, the start of the JVM included. */
final class CommandTime {
  private static final int PARTITIONS = 3;
  private static final int RECORDS = 1_000;
  private static final int LAG = 20;
  private static final double RATIO_MAX = 1.5;
  private static final Duration DEADLINE = Duration.ofMinutes(1);

  private CommandTime() {}

  /**
   * Of each command, round by round.
   *
   * @param describeAsScript {@code kafka-consumer-groups --describe} with its script's JVM settings
   * @param describeAsLauncher the same with the settings of our launcher
   */
  record Commands(Rounds parity, Rounds describeAsScript, Rounds describeAsLauncher) {

    /** The peer at its fastest, as a whole. */
    Rounds describe() {
      return describeAsScript.median() < describeAsLauncher.median()
          ? describeAsScript
          : describeAsLauncher;
    }
  }

  /**
   * @param folder for the clients' properties files
   */
  static Commands run(Stage stage, Sizes sizes, Path folder) throws IOException {
    Log log = new Log("command", PARTITIONS, RECORDS, 100);
    stage.fill(log);
    String group = "command-reader";
    log.commit(stage.source(), group, LAG);
    List<String> parity = new ArrayList<>(stage.parity());
    parity.addAll(
        List.of(
            "--source",
            properties(folder, stage.source()),
            "--target",
            properties(folder, stage.target()),
            "--group",
            group));
    List<String> asScript =
        ConsumerGroupsTool.describe(stage.source(), group, ConsumerGroupsTool.AS_THE_SCRIPT);
    List<String> settings = LauncherSettings.of(stage.launcher());
    List<String> asLauncher = ConsumerGroupsTool.describe(stage.source(), group, settings);
    List<Double> ours = new ArrayList<>();
    List<Double> scripts = new ArrayList<>();
    List<Double> launchers = new ArrayList<>();
    for (int round = -Math.min(1, sizes.warmup()); round < sizes.rounds(); round++) {
      double one = seconds(parity);
      double two = seconds(asScript);
      double three = seconds(asLauncher);
      if (round >= 0) {
        ours.add(one);
        scripts.add(two);
        launchers.add(three);
      }
    }
    return new Commands(new Rounds(ours), new Rounds(scripts), new Rounds(launchers));
  }

  static Section section(Commands commands) {
    Rounds ratio = commands.parity().over(commands.describe());
    return new Section(
        "From the command to its table",
        """
        `./tidegate parity` for one group with %d unread records on each of %d partitions, both clusters asked and every boundary proven, against
        Kafka's own `kafka-consumer-groups --describe` for the same group on the source alone. From the start of the process to its end,
        everything built. The peer runs without a logging library, with the JVM settings of its script and with those of our launcher (without its
        archive of classes); the ratio is to the faster of the two. Milliseconds: median (least to most).\
        """
            .formatted(LAG, PARTITIONS),
        List.of(
            "`tidegate parity`",
            "`--describe`, its script's settings",
            "`--describe`, our launcher's settings",
            "ratio"),
        List.of(
            List.of(
                Figures.milliseconds(commands.parity()),
                Figures.milliseconds(commands.describeAsScript()),
                Figures.milliseconds(commands.describeAsLauncher()),
                Figures.spread(ratio))),
        List.of(
            Goal.atMost(
                RATIO_MAX,
                "`tidegate parity` over `kafka-consumer-groups --describe`",
                ratio.median())),
        commands);
  }

  private static String properties(Path folder, KafkaSandbox cluster) throws IOException {
    Path file = folder.resolve(cluster.name() + ".properties");
    Files.writeString(file, "bootstrap.servers=" + cluster.bootstrapServers() + "\n");
    return file.toString();
  }

  private static double seconds(List<String> command) {
    long begin = System.nanoTime();
    int exit = ChildJvm.run(command, DEADLINE);
    if (exit != 0) {
      throw new IllegalStateException(command + " ended with " + exit);
    }
    return (System.nanoTime() - begin) / 1e9;
  }
}
