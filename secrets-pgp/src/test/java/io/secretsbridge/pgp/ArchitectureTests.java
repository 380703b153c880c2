package io.secretsbridge.pgp;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What the design lays down for a module of a provider. */
class ArchitectureTests {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.secretsbridge.pgp");

    @Test
    void moduleKnowsOnlyTheCoreAndBouncyCastle() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.secretsbridge",
                        "io.secretsbridge.key",
                        "io.secretsbridge.tree",
                        "io.secretsbridge.pgp",
                        "java..",
                        "org.bouncycastle..",
                        "org.jspecify.annotations.."))
                .check(MODULE);
    }

    @Test
    void providerLoadsNothingOfBouncyCastleBeforeItIsUsed() {
        classes()
                .that()
                .areAssignableTo(PgpProvider.class)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.secretsbridge.key", "io.secretsbridge.tree", "io.secretsbridge.pgp", "java.lang"))
                .check(MODULE);
    }
}
