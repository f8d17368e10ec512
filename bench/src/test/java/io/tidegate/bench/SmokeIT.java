package io.tidegate.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each part still runs; at these sizes its figures mean nothing, but what it counts is true. */
class SmokeIT {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(Part.class)
  void thePartStillMeasures(Part part) throws IOException {
    List<Section> sections = BenchMain.run(SharedStage.STAGE, Sizes.smoke(), folder, List.of(part));

    assertThat(sections).isNotEmpty();
    assertThat(sections).allSatisfy(section -> assertThat(section.rows()).isNotEmpty());
    assertThat(folder.resolve("bench.md")).content().contains(sections.get(0).title());
    assertThat(folder.resolve("bench.json")).content().contains("\"ranOn\"");
    if (part == Part.EXACTNESS || part == Part.CRASH) {
      assertThat(sections.get(0).goals()).isNotEmpty().allMatch(Goal::met);
    }
  }
}
