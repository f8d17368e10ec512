package io.tidegate.activities;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidegate.activities.Anchor.GroupAnchor;
import io.tidegate.activities.Anchor.Position;
import io.tidegate.runbooks.MigrationUnit;
import io.tidegate.runbooks.Parsed;
import io.tidegate.runbooks.RunbookParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The commands of the sheet. */
class BreakGlassTest {
  @Test
  void aGroupWithoutAnyCommitGetsNoCommandThatWouldFail() {
    GroupAnchor group =
        new GroupAnchor("fresh", List.of(new Position("payments", 0, null, null, null, 0, 9)));
    assertThat(BreakGlass.commands(group, "broker:9092"))
        .doesNotContain("kafka-consumer-groups", "positions.csv")
        .contains("fresh", "payments-0 (no commit)");
  }

  @Test
  void whatADenyEntryShutsTheSheetOpens() throws IOException {
    String yaml =
        Files.readString(Path.of("..", "runbooks", "consumers.yaml"))
            .replace("fence: none", "fence: deny\n    principals: [\"User:pay's\"]");
    MigrationUnit payments =
        ((Parsed.Valid) RunbookParser.parse(yaml)).runbook().unitNamed("payments").orElseThrow();
    assertThat(BreakGlass.fences(payments, "broker:9092"))
        .isEqualTo(
            """
            kafka-acls --bootstrap-server broker:9092 --command-config source.properties \\
              --remove --force --deny-principal 'User:pay'\\''s' --operation Read --group 'payments-charger'
            """);
  }
}
