package io.tidegate.workflows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowInit;
import io.tidegate.workflows.activity.LedgerActivities.Receipt;
import io.tidegate.workflows.view.WaveView;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every history of every released version fits the code of today: a wave may stand at a gate for
 * weeks while workers are upgraded. They are closed ones, since an open history hides a step that
 * was added where it is parked.
 *
 * <p>One of a released version that no longer fits is not recorded anew: the code change goes
 * behind {@link Workflow#getVersion}. For a new version, record its own beside the older ones:
 * {@code mvn -pl workflows test -Dtest=GoldenHistoriesRecording -Dtidegate.histories=0.2.0}.
 */
class GoldenHistoriesTest {
  private static final int AT_LEAST = 6;

  static Stream<Path> histories() throws IOException, URISyntaxException {
    URL folder = GoldenHistoriesTest.class.getResource("/histories");
    try (Stream<Path> found =
        Files.walk(Path.of(java.util.Objects.requireNonNull(folder).toURI()))) {
      return found.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  @Test
  void thereAreSome() throws Exception {
    assertThat(histories()).hasSizeGreaterThanOrEqualTo(AT_LEAST);
  }

  @ParameterizedTest
  @MethodSource("histories")
  void fitsTheCodeOfToday(Path file) throws Exception {
    replay(file, Wave.class);
  }

  @ParameterizedTest
  @MethodSource("histories")
  void isClosed(Path file) throws IOException {
    WorkflowExecutionHistory history = WorkflowExecutionHistory.fromJson(Files.readString(file));

    assertThat(history.getLastEvent().getEventType())
        .isEqualTo(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED);
  }

  static Stream<Path> waves() throws IOException, URISyntaxException {
    return histories().filter(file -> !file.endsWith("rollback.json"));
  }

  @ParameterizedTest
  @MethodSource("waves")
  void aWaveWithOneMoreCommandIsCaught(Path file) throws IOException {
    assertThatThrownBy(() -> replay(file, LateWave.class))
        .hasStackTraceContaining("NonDeterministicException");
  }

  private static void replay(Path file, Class<?> wave) throws Exception {
    TestEnvironmentOptions options =
        TestEnvironmentOptions.newBuilder()
            .setWorkflowClientOptions(
                WorkflowClientOptions.newBuilder().setDataConverter(Wire.dataConverter()).build())
            .build();
    try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance(options)) {
      Worker worker = environment.newWorker("replay", Workflows.ledgerWorker(Workflows.STICKY, 1));
      worker.registerWorkflowImplementationTypes(wave, Rollback.class);
      worker.replayWorkflowExecution(WorkflowExecutionHistory.fromJson(Files.readString(file)));
    }
  }

  /** The same wave after a timer that older histories do not have. */
  public static final class LateWave implements WaveWorkflow {
    private final Wave wave;

    @WorkflowInit
    public LateWave(WaveInput input) {
      wave = new Wave(input);
    }

    @Override
    public WaveView run(WaveInput input) {
      Workflow.sleep(Duration.ofSeconds(1));
      return wave.run(input);
    }

    @Override
    public void decide(String messageId) {
      wave.decide(messageId);
    }

    @Override
    public void hold(String messageId) {
      wave.hold(messageId);
    }

    @Override
    public void resume(String messageId) {
      wave.resume(messageId);
    }

    @Override
    public void direct(String messageId) {
      wave.direct(messageId);
    }

    @Override
    public void requestRollback(String messageId) {
      wave.requestRollback(messageId);
    }

    @Override
    public void rollbackEnded() {
      wave.rollbackEnded();
    }

    @Override
    public WaveView view() {
      return wave.view();
    }

    @Override
    public @Nullable Receipt receipt(String messageId) {
      return wave.receipt(messageId);
    }
  }
}
