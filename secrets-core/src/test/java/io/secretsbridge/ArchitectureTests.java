package io.secretsbridge;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules between the rooms of the core that the design lays down. */
class ArchitectureTests {

    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.secretsbridge");

    /** The classes of which each may touch one library that is there only when the user adds it. */
    private static final String OPTIONAL = "io\\.secretsbridge\\.(key\\.age\\.BouncyCastle|token\\.Tink)";

    @Test
    void coreKnowsOnlyTheJdkAndItsFourLibraries() {
        classes()
                .that()
                .haveNameNotMatching(OPTIONAL)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "io.secretsbridge..",
                        "java..",
                        "javax.crypto..",
                        "javax.net.ssl..",
                        "org.jspecify.annotations..",
                        "org.snakeyaml.engine..",
                        "com.google.re2j..",
                        "com.exceptionfactory.jagged.."))
                .check(CORE);
    }

    @Test
    void roomsUseOfTheRootOnlyExceptionsLocationAndSecretValue() {
        noClasses()
                .that()
                .resideInAnyPackage("io.secretsbridge.*..")
                .should()
                .dependOnClassesThat(resideInAPackage("io.secretsbridge")
                        .and(not(belongToAnyOf(
                                SecretsException.class,
                                KeyUnavailableException.class,
                                Location.class,
                                SecretValue.class))))
                .check(CORE);
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching("io.secretsbridge.(*)..").should().beFreeOfCycles().check(CORE);
        noClasses()
                .that()
                .resideInAPackage("io.secretsbridge.sops")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.secretsbridge.sops.store")
                .check(CORE);
    }

    @Test
    void keysMountsAndSingleValuesKnowNothingOfFiles() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.secretsbridge.key..",
                        "io.secretsbridge.mount..",
                        "io.secretsbridge.token..",
                        "io.secretsbridge.tree..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.secretsbridge.sops..", "io.secretsbridge.detect..")
                .check(CORE);
    }

    @Test
    void onlyTheFormatKnowsTheTextOfASealedValue() throws IOException {
        Path sources = Path.of("src/main/java/io/secretsbridge");
        List<Path> knowing;
        try (Stream<Path> files = Files.walk(sources)) {
            knowing = files.filter((file) -> file.toString().endsWith(".java"))
                    .filter((file) -> mentions(file, "AES256_GCM"))
                    .map(sources::relativize)
                    .toList();
        }
        assertThat(knowing)
                .isNotEmpty()
                .allSatisfy((file) -> assertThat(file.toString()).startsWith("sops"));
    }

    @Test
    void onlyTheEntranceKnowsSingleValues() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.secretsbridge.token")
                .and()
                .doNotHaveFullyQualifiedName(Secrets.class.getName())
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.secretsbridge.token")
                .check(CORE);
    }

    private static boolean mentions(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException ex) {
            throw new java.io.UncheckedIOException(ex);
        }
    }
}
