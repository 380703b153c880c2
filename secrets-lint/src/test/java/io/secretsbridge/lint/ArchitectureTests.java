package io.secretsbridge.lint;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the design lays down for the lint. */
class ArchitectureTests {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.secretsbridge.lint");

    @Test
    void moduleKnowsOnlyTheCore() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.secretsbridge",
                        "io.secretsbridge.detect",
                        "io.secretsbridge.sops",
                        "io.secretsbridge.sops.store",
                        "io.secretsbridge.tree",
                        "io.secretsbridge.lint..",
                        "java..",
                        "com.google.re2j..",
                        "org.snakeyaml.engine.v2..",
                        "org.jspecify.annotations.."))
                .check(MODULE);
    }

    @Test
    void onlyTheReaderKnowsTheLibrary() {
        classes()
                .that()
                .resideOutsideOfPackage("io.secretsbridge.lint.yaml")
                .should()
                .onlyDependOnClassesThat(
                        com.tngtech.archunit.base.DescribedPredicate.not(resideInAnyPackage("org.snakeyaml..")))
                .check(MODULE);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.secretsbridge.lint.(*)..")
                .should()
                .beFreeOfCycles()
                .check(MODULE);
    }
}
