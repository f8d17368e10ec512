package io.tidegate.demo.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import io.tidegate.parity.violation.ParityThatReadsKafka;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The arrows of the module picture, over every production class that the demo can reach: all but
 * `bench`, which nothing may reach.
 */
class ArchitectureTest {
  private static final JavaClasses PRODUCTION =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.tidegate");

  static Stream<ArchRule> rules() {
    return Arrows.rules().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holds(ArchRule rule) {
    rule.check(PRODUCTION);
  }

  @Test
  void everyModuleIsReallyLookedAt() {
    for (String module : Arrows.modules()) {
      assertThat(
              PRODUCTION.stream()
                  .filter(type -> type.getPackageName().startsWith("io.tidegate." + module))
                  .count())
          .as("classes of module " + module)
          .isGreaterThan(3);
    }
  }

  /** The rules are worth nothing if they cannot fail. */
  @Test
  void aClassOfParityThatReadsKafkaIsFound() {
    JavaClasses violation = new ClassFileImporter().importClasses(ParityThatReadsKafka.class);

    List<String> broken =
        Arrows.rules().stream()
            .map(rule -> rule.allowEmptyShould(true).evaluate(violation))
            .filter(EvaluationResult::hasViolation)
            .map(result -> result.getFailureReport().toString())
            .toList();

    assertThat(broken).hasSize(3);
    assertThat(broken).anyMatch(report -> report.contains("parity needs the JDK alone"));
    assertThat(broken).anyMatch(report -> report.contains("Kafka is imported only by"));
    assertThat(broken).anyMatch(report -> report.contains("parity imports of ours only []"));
  }
}
