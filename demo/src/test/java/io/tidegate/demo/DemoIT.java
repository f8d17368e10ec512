package io.tidegate.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The main job of the product, end to end, on real parts: what {@code ./tidegate demo --auto} runs.
 */
class DemoIT {
  @BeforeAll
  static void runbooksAreFound() {
    System.setProperty("tidegate.home", Path.of("..").toAbsolutePath().normalize().toString());
  }

  private record Told(int exitCode, String text) {}

  private static Told demo(String... words) {
    ByteArrayOutputStream told = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8)) {
      int exitCode = DemoMain.run(List.of(words), new Narrator(out));
      return new Told(exitCode, told.toString(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aWaveMovesBothApplicationsAndNothingIsSkippedOrDoneTwice() {
    Told told = demo("--auto");

    assertThat(told.exitCode()).as(told.text()).isZero();
    assertThat(told.text())
        .contains("payments-charger payments-0", "shipments-planner shipments-5", "EXACT GREEN")
        .contains("payments-owner approved gate go", "shipments-owner approved gate retire-source")
        .contains(
            "gate go is YELLOW",
            "compatibility YELLOW, operations GREEN, governance YELLOW, rollback YELLOW",
            "YELLOW fence-none/payments",
            "YELLOW acl-nothing-compared/payments",
            "deputy approved gate go, round 1, with a written exception: a demonstration")
        .contains("wave demo-1 COMPLETED")
        .containsPattern("payments +once [1-9][0-9,]* +replayed 0 +skipped 0")
        .containsPattern("shipments +once [1-9][0-9,]* +replayed 0 +skipped 0");
  }

  @Test
  void aRollbackBringsBothApplicationsBackToTheSourceAndNothingIsSkippedOrDoneTwice() {
    Told told = demo("--auto", "--rollback");

    assertThat(told.exitCode()).as(told.text()).isZero();
    assertThat(told.text())
        .contains("on-call triggered the rollback", "wave demo-1 ROLLED_BACK")
        .containsPattern("payments +once [1-9][0-9,]* +replayed 0 +skipped 0")
        .contains("target → source");
  }
}
