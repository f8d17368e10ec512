package io.tidegate.activities.switches;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ViaManualTest extends ViaContract {
  private final List<String> told = new CopyOnWriteArrayList<>();

  @Override
  Via whoever(Conduct conduct) {
    return new ViaManual(
        "Scale payments to 0.",
        (request, instructions) -> {
          told.add(request.told() + ": " + instructions);
          if (conduct == Conduct.DOES_IT) {
            missing = Optional.empty();
          }
        });
  }

  @Override
  String failure() {
    return "group charger is STABLE with 2 members";
  }

  @Test
  void aPersonIsToldWhatToDoAndWhatFor() {
    ask(whoever(Conduct.DOES_IT), WITHIN);
    assertThat(told).containsExactly("STOP unit payments on the source: Scale payments to 0.");
  }
}
