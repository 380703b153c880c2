package io.secretsbridge.tink;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    @Test
    void moduleKnowsOnlyTheCoreTinkAndTheJdk() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.secretsbridge",
                        "io.secretsbridge.key",
                        "io.secretsbridge.tink",
                        "io.secretsbridge.token",
                        "io.secretsbridge.tree",
                        "com.google.crypto.tink",
                        "java..",
                        "org.jspecify.annotations.."))
                .check(new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("io.secretsbridge.tink"));
    }
}
