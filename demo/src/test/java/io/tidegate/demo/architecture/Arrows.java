package io.tidegate.demo.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which module may import which, and the few libraries that one module keeps to itself. */
final class Arrows {

  /** Each module with the modules of ours that it may import. */
  private static final Map<String, List<String>> MAY_IMPORT = new LinkedHashMap<>();

  static {
    MAY_IMPORT.put("parity", List.of());
    MAY_IMPORT.put("runbooks", List.of("parity"));
    MAY_IMPORT.put("workflows", List.of("runbooks", "parity"));
    MAY_IMPORT.put("ledger", List.of("runbooks", "parity"));
    MAY_IMPORT.put("activities", List.of("workflows", "ledger", "runbooks", "parity"));
    MAY_IMPORT.put("worker", List.of("activities", "workflows", "ledger", "runbooks", "parity"));
    MAY_IMPORT.put("api", List.of("workflows", "ledger", "runbooks", "parity"));
    MAY_IMPORT.put("sandbox", List.of());
    MAY_IMPORT.put(
        "demo",
        List.of(
            "sandbox", "api", "worker", "activities", "workflows", "ledger", "runbooks", "parity"));
  }

  private Arrows() {}

  static List<String> modules() {
    return List.copyOf(MAY_IMPORT.keySet());
  }

  static List<ArchRule> rules() {
    List<ArchRule> rules = new ArrayList<>();
    MAY_IMPORT.forEach((module, allowed) -> rules.add(importsOnly(module, allowed)));
    rules.add(
        libraryOnlyIn("Kafka", List.of("activities", "sandbox", "demo"), "org.apache.kafka.."));
    rules.add(
        libraryOnlyIn(
            "SQL",
            List.of("ledger", "sandbox"),
            "java.sql..",
            "org.jdbi..",
            "org.flywaydb..",
            "org.postgresql.."));
    rules.add(
        libraryOnlyIn(
            "Temporal",
            List.of("workflows", "activities", "worker", "api", "sandbox", "demo"),
            "io.temporal.."));
    rules.add(
        noClasses()
            .that(resideInAPackage("io.tidegate.parity.."))
            .should()
            .dependOnClassesThat(
                DescribedPredicate.not(
                    resideInAnyPackage("io.tidegate.parity..", "java..", "org.jspecify..")))
            .as("parity needs the JDK alone"));
    return rules;
  }

  private static ArchRule importsOnly(String module, List<String> allowed) {
    List<String> packages = new ArrayList<>(List.of(packageOf(module)));
    allowed.forEach(other -> packages.add(packageOf(other)));
    DescribedPredicate<JavaClass> foreign =
        resideInAPackage("io.tidegate..")
            .and(DescribedPredicate.not(resideInAnyPackage(packages.toArray(String[]::new))));
    return noClasses()
        .that(resideInAPackage(packageOf(module)))
        .should()
        .dependOnClassesThat(foreign)
        .as(module + " imports of ours only " + allowed);
  }

  private static ArchRule libraryOnlyIn(
      String library, List<String> modules, String... libraryPackages) {
    String[] homes = modules.stream().map(Arrows::packageOf).toArray(String[]::new);
    return noClasses()
        .that(
            resideInAPackage("io.tidegate..")
                .and(DescribedPredicate.not(resideInAnyPackage(homes))))
        .should()
        .dependOnClassesThat(resideInAnyPackage(libraryPackages))
        .as(library + " is imported only by " + modules);
  }

  private static String packageOf(String module) {
    return "io.tidegate." + module + "..";
  }
}
