package io.secretsbridge.spring;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;

class ArchitectureTests {

    private static final JavaClasses STARTER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.secretsbridge.spring");

    @Test
    void starterKnowsOnlyCoreAndBoot() {
        classes()
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        "java..",
                        "io.secretsbridge..",
                        "org.springframework.boot..",
                        "org.springframework.beans..",
                        "org.springframework.context..",
                        "org.springframework.core..",
                        "org.springframework.util..",
                        "org.springframework.validation..",
                        "org.springframework.cloud.context..",
                        "com.zaxxer.hikari..",
                        "javax.sql..",
                        "org.apache.commons.logging..",
                        "org.jspecify.annotations.."))
                .check(STARTER);
    }

    @Test
    void starterKnowsNeitherFormatsNorProviders() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "io.secretsbridge.sops.store..", "io.secretsbridge.key.age..", "io.secretsbridge.cli.."))
                .check(STARTER);
    }

    @Test
    void onlyMaskingKnowsTheActuator() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.secretsbridge.spring.autoconfigure..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.springframework.boot.actuate..", "org.springframework.boot.health.."))
                .check(STARTER);
    }

    @Test
    void onlyRotationKnowsPoolsAndSpringCloud() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.secretsbridge.spring.autoconfigure.rotation..")
                .should()
                .dependOnClassesThat(
                        resideInAnyPackage("org.springframework.cloud..", "com.zaxxer.hikari..", "javax.sql.."))
                .check(STARTER);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("io.secretsbridge.spring.(**)")
                .should()
                .beFreeOfCycles()
                .check(STARTER);
    }

    @Test
    void autoConfigurationIsPublicAndFinalAndItsBeansAreNot() {
        classes()
                .that()
                .areAnnotatedWith(AutoConfiguration.class)
                .should()
                .bePublic()
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .andShould()
                .resideInAPackage("..autoconfigure..")
                .check(STARTER);
        methods()
                .that()
                .areAnnotatedWith(Bean.class)
                .should()
                .bePackagePrivate()
                .check(STARTER);
    }

    @Test
    void whatSpringFactoriesNameIsPackagePrivateAndFinal() throws IOException, ClassNotFoundException {
        Properties factories = new Properties();
        try (InputStream in = getClass().getResourceAsStream("/META-INF/spring.factories")) {
            factories.load(in);
        }
        assertThat(factories).isNotEmpty();
        for (Object names : factories.values()) {
            for (String name : List.of(((String) names).split(",", -1))) {
                Class<?> type = Class.forName(name.strip());
                assertThat(type.getModifiers())
                        .as(name)
                        .matches((modifiers) -> java.lang.reflect.Modifier.isFinal(modifiers)
                                && !java.lang.reflect.Modifier.isPublic(modifiers));
            }
        }
    }
}
