package dev.holdfast.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Dependencies point downwards only: which module may know which. */
final class ModuleDirectionsTest {
    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.holdfast");

    private static final String[] POLICY_MODEL = {
        "dev.holdfast.policy..",
        "dev.holdfast.advice..",
        "dev.holdfast.view..",
        "dev.holdfast.rules..",
        "dev.holdfast.survival..",
        "dev.holdfast.reliability.."
    };

    /** Our packages that each module's packages may know besides their own. */
    private static final Map<String, List<String>> MAY_KNOW =
            Map.of(
                    "dev.holdfast.cluster..", List.of(POLICY_MODEL),
                    "dev.holdfast.extender..", List.of(POLICY_MODEL),
                    "dev.holdfast.serving..", List.of());

    @Test
    void theClassesOfAllModulesAreLookedAt() {
        assertThat(OURS).hasSizeGreaterThan(100);
        for (String module :
                new String[] {"policy", "view", "rules", "cluster", "extender", "serving", "app"}) {
            assertThat(OURS.stream().map(each -> each.getPackageName() + "."))
                    .as(module)
                    .anyMatch(name -> name.startsWith("dev.holdfast." + module + "."));
        }
    }

    @Test
    void thePolicyModelKnowsTheJdkOnly() {
        classes()
                .that()
                .resideInAnyPackage(POLICY_MODEL)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        with(
                                POLICY_MODEL,
                                "java.lang..",
                                "java.util..",
                                "java.math..",
                                "java.time..",
                                "org.jspecify.annotations.."))
                .check(OURS);
    }

    @Test
    void thePolicyModelReadsNoClockAndStartsNoThread() {
        noClasses()
                .that()
                .resideInAnyPackage(POLICY_MODEL)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.Executor.class)
                .check(OURS);
    }

    @Test
    void modulesKnowOnlyTheModulesBelowThem() {
        MAY_KNOW.forEach((module, known) -> {
            List<String> allowed = new ArrayList<>(known);
            allowed.add(module);
            classes()
                    .that()
                    .resideInAPackage(module)
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(with(allowed.toArray(String[]::new), notOurs()))
                    .check(OURS);
        });
    }

    /** Everything that is not ours. */
    private static String[] notOurs() {
        return new String[] {
            "java..", "javax..", "org..", "io..", "com..", "tools..", "ch..", "net..", "okhttp3.."
        };
    }

    @Test
    void onlyTheMainEndsTheProcessAndOnlyTheAppReadsTheEnvironment() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(Main.class.getName())
                .should()
                .callMethod(System.class, "exit", int.class)
                .check(mainCode());
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.holdfast.app..")
                .should()
                .callMethod(System.class, "getenv", String.class)
                .check(mainCode());
    }

    /** The control plane harness is test code in a module of its own. */
    private static JavaClasses mainCode() {
        return OURS.that(
                com.tngtech.archunit.base.DescribedPredicate.describe(
                        "main code",
                        each -> !each.getPackageName().startsWith("dev.holdfast.controlplane")));
    }

    @Test
    void fabric8IsKnownToTheViewAndTheAppOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.holdfast.cluster..",
                        "dev.holdfast.app..",
                        "dev.holdfast.controlplane..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8..")
                .check(OURS);
    }

    private static String[] with(String[] first, String... more) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
