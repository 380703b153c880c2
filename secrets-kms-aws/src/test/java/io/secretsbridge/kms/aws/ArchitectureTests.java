package io.secretsbridge.kms.aws;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTests {

    private static final JavaClasses MODULE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.secretsbridge.kms.aws");

    @Test
    void moduleKnowsOnlyTheCoreAndTheSdk() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.secretsbridge",
                        "io.secretsbridge.key",
                        "io.secretsbridge.tree",
                        "io.secretsbridge.kms.aws",
                        "java..",
                        "javax.net.ssl",
                        "org.jspecify.annotations",
                        "software.amazon.awssdk.."))
                .check(MODULE);
    }

    /** What is loaded for every application that has the module on its class path. */
    @Test
    void providerLoadsNoSdkBeforeItConnects() {
        classes()
                .that()
                .haveSimpleName("AwsKmsProvider")
                .or()
                .haveSimpleName("AwsKey")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("io.secretsbridge..", "java..", "org.jspecify.annotations"))
                .check(MODULE);
    }
}
