package io.secretsbridge.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.age.AgeProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Finds providers as the class path has them, which ends with a broken one. */
class ProvidersTests {

    private static final String SERVICE = "META-INF/services/" + MasterKeyProvider.class.getName();

    @TempDir
    private Path directory;

    private final Thread thread = Thread.currentThread();

    private final ClassLoader before = this.thread.getContextClassLoader();

    @BeforeEach
    void setUp() throws IOException {
        Path service = this.directory.resolve(SERVICE);
        Files.createDirectories(service.getParent());
        Files.writeString(service, "io.secretsbridge.NoSuchProvider\n");
        this.thread.setContextClassLoader(new BrokenLast(this.directory.toUri().toURL(), this.before));
    }

    @AfterEach
    void tearDown() throws IOException {
        ((BrokenLast) this.thread.getContextClassLoader()).close();
        this.thread.setContextClassLoader(this.before);
    }

    /** Has the class path that every program has, and a broken jar at its end. */
    private static final class BrokenLast extends URLClassLoader {

        private boolean searched;

        BrokenLast(URL broken, ClassLoader parent) {
            super(new URL[] {broken}, parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            this.searched = true;
            List<URL> all = new ArrayList<>(Collections.list(getParent().getResources(name)));
            all.addAll(Collections.list(findResources(name)));
            return Collections.enumeration(all);
        }
    }

    @Test
    void findWhenKindIsTheCoresOwnSearchesNowhere() {
        assertThat(Providers.load().find(AgeProvider.KIND)).isInstanceOf(AgeProvider.class);
        assertThat(((BrokenLast) this.thread.getContextClassLoader()).searched).isFalse();
    }

    @Test
    void findWhenAProviderCannotBeLoadedSaysSo() {
        Providers providers = Providers.load();
        assertThatExceptionOfType(SecretsException.class)
                .isThrownBy(() -> providers.find("kms"))
                .satisfies((ex) -> assertThat(ex.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
        assertThat(providers.find(AgeProvider.KIND)).isInstanceOf(AgeProvider.class);
    }

    @Test
    void describeWhenAProviderCannotBeLoadedNamesTheKeyAllTheSame() {
        try (KeyRing ring = KeyRing.create(KeySettings.ofProperties((name) -> null))) {
            MasterKey recipient =
                    ring.parse(AgeProvider.KIND, "age1lzd99uklcjnc0e7d860axevet2cz99ce9pq6tzuzd05l5nr28ams36nvun");
            assertThat(ring.describe(new MasterKey("kms", recipient.fields()))).isEqualTo(ring.describe(recipient));
        }
    }
}
