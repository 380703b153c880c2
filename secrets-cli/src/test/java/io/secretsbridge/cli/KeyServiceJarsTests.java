package io.secretsbridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyServiceJarsTests {

    private final ClassLoader before = Thread.currentThread().getContextClassLoader();

    @TempDir
    private Path folder;

    @AfterEach
    void restore() {
        Thread.currentThread().setContextClassLoader(this.before);
    }

    @Test
    void findWhenFolderHasJarsLetsThreadSeeWhatIsInThem() throws Exception {
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(this.folder.resolve("a.jar")))) {
            jar.putNextEntry(new JarEntry("inside.txt"));
        }
        Files.writeString(this.folder.resolve("notes.txt"), "no jar");
        KeyServiceJars.find(this.folder.toFile());
        assertThat(Thread.currentThread().getContextClassLoader().getResource("inside.txt"))
                .isNotNull();
        assertThat(Thread.currentThread().getContextClassLoader().getParent())
                .isEqualTo(KeyServiceJars.class.getClassLoader());
    }

    @Test
    void findWhenFolderIsEmptyOrMissingChangesNothing() {
        KeyServiceJars.find(this.folder.toFile());
        KeyServiceJars.find(this.folder.resolve("missing").toFile());
        KeyServiceJars.find();
        assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(this.before);
    }
}
