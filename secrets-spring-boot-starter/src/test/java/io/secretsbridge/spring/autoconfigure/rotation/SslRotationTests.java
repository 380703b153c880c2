package io.secretsbridge.spring.autoconfigure.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.secretsbridge.mount.MountStatus;
import io.secretsbridge.spring.Eventually;
import io.secretsbridge.spring.KubeletVolume;
import io.secretsbridge.spring.TestApplication;
import io.secretsbridge.spring.autoconfigure.SecretsBridgeAutoConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Ssl;
import org.springframework.boot.web.server.WebServer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** A real Tomcat whose certificate is swapped in the mount while it runs. */
@Timeout(600)
class SslRotationTests {

    private static final char[] PASSWORD = "changeit".toCharArray();

    private static final String FAST = "secrets-bridge.rotation.debounce=50ms";

    /** A certificate and its key, as a cluster's issuer puts them into a Secret. */
    private record Pair(String certificate, String key, X509Certificate parsed) {}

    @TempDir
    private Path directory;

    private Path mount;

    private KubeletVolume volume;

    private TestApplication application;

    private Pair one;

    private Pair two;

    @BeforeEach
    void setUp() throws Exception {
        this.mount = this.directory.resolve("etc/secrets");
        this.volume = new KubeletVolume(this.mount);
        this.application = new TestApplication(this.directory.resolve("app")).withSource(Beans.class);
        this.application.imports("mounted:" + this.mount);
        this.one = pair("one");
        this.two = pair("two");
    }

    /** Made by the JDK's own tool: the JDK has no public way to make a certificate. */
    private Pair pair(String name) throws Exception {
        Path store = this.directory.resolve(name + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        name,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-keyalg",
                        "EC",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .doesNotContain("rror");
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        X509Certificate certificate = (X509Certificate) keys.getCertificate(name);
        return new Pair(
                pem("CERTIFICATE", certificate.getEncoded()),
                pem("PRIVATE KEY", keys.getKey(name, PASSWORD).getEncoded()),
                certificate);
    }

    private static String pem(String type, byte[] content) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content) + "\n-----END " + type
                + "-----\n";
    }

    private void mount(String certificate, String key) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("tls.crt", certificate.getBytes(StandardCharsets.UTF_8));
        files.put("tls.key", key.getBytes(StandardCharsets.UTF_8));
        this.volume.write(files);
    }

    private static WebServer tomcat(ConfigurableApplicationContext context) {
        TomcatServletWebServerFactory factory = new TomcatServletWebServerFactory(0);
        factory.setSsl(Ssl.forBundle("web"));
        factory.setSslBundles(context.getBean(SslBundles.class));
        WebServer server = factory.getWebServer();
        server.start();
        return server;
    }

    /** Returns whom the server shows itself as to a client that trusts nobody else. */
    private static String shakeHands(WebServer server, Pair trusted) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        trust.setCertificateEntry("trusted", trusted.parsed());
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.getPort())) {
            socket.startHandshake();
            return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                    .getSubjectX500Principal()
                    .getName();
        } catch (javax.net.ssl.SSLHandshakeException ex) {
            return "(not trusted)";
        }
    }

    private void byPlaceholder() {
        this.application.write(
                "application-tls.yaml",
                "spring.ssl.bundle.pem.web.keystore:",
                "  certificate: '${tls.crt}'",
                "  private-key: '${tls.key}'",
                "spring.ssl.bundle.pem.other.truststore.certificate: |",
                this.one.certificate().indent(2));
    }

    private void byFile() {
        this.application.write(
                "application-tls.yaml",
                "spring.ssl.bundle.pem.web.keystore:",
                "  certificate: 'file:" + this.mount.resolve("tls.crt") + "'",
                "  private-key: '" + this.mount.resolve("tls.key") + "'");
    }

    private static MountStatus status(ConfigurableApplicationContext context) {
        return Objects.requireNonNull(context.getBean(SecretRotation.class).watcher())
                .statuses()
                .get(0);
    }

    @Test
    void rotateWhenPemIsPropertyOfMountSwapsCertificateOfRunningServer() throws Exception {
        mount(this.one.certificate(), this.one.key());
        byPlaceholder();
        swapTwice();
    }

    @Test
    void rotateWhenPemIsFileOfMountSwapsCertificateOfRunningServer() throws Exception {
        mount(this.one.certificate(), this.one.key());
        byFile();
        swapTwice();
    }

    /** Twice, because the watcher that Boot has for such files once saw the first swap only. */
    private void swapTwice() throws Exception {
        try (ConfigurableApplicationContext context = this.application.run(FAST, "spring.profiles.active=tls")) {
            WebServer server = tomcat(context);
            try {
                assertThat(shakeHands(server, this.one)).isEqualTo("CN=one");
                mount(this.two.certificate(), this.two.key());
                Eventually.holds(() -> shakeHands(server, this.two).equals("CN=two"));
                assertThat(shakeHands(server, this.one)).isEqualTo("(not trusted)");
                mount(this.one.certificate(), this.one.key());
                Eventually.holds(() -> shakeHands(server, this.one).equals("CN=one"));
            } finally {
                server.destroy();
            }
        }
    }

    @Test
    void rotateWhenKeyDoesNotBelongToCertificateKeepsTheOldPair() throws Exception {
        mount(this.one.certificate(), this.one.key());
        byPlaceholder();
        try (ConfigurableApplicationContext context = this.application.run(FAST, "spring.profiles.active=tls")) {
            WebServer server = tomcat(context);
            try {
                mount(this.two.certificate(), this.one.key());
                Eventually.holds(() -> status(context).state() == MountStatus.State.REFUSED);
                assertThat(status(context).problem()).hasMessageContaining("SSL bundle 'web'");
                assertThat(context.getEnvironment().getProperty("tls.crt")).isEqualTo(this.one.certificate());
                assertThat(shakeHands(server, this.one)).isEqualTo("CN=one");
                mount("-----BEGIN CERTIFICATE-----\nhalf", this.two.key());
                Thread.sleep(500);
                assertThat(status(context).state()).isEqualTo(MountStatus.State.REFUSED);
                mount(this.two.certificate(), this.two.key());
                Eventually.holds(() -> shakeHands(server, this.two).equals("CN=two"));
            } finally {
                server.destroy();
            }
        }
    }

    @Test
    void rotateWhenOtherSecretChangesLeavesBundleAlone() throws Exception {
        mount(this.one.certificate(), this.one.key());
        byPlaceholder();
        try (ConfigurableApplicationContext context = this.application.run(FAST, "spring.profiles.active=tls")) {
            int[] updates = new int[1];
            context.getBean(SslBundles.class).addBundleUpdateHandler("web", (bundle) -> updates[0]++);
            this.volume.write("tls.crt", this.one.certificate(), "tls.key", this.one.key(), "password", "new");
            Eventually.holds(() -> context.getBean(SecretRotation.class).last() != null);
            assertThat(updates[0]).isZero();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({
        SecretsBridgeAutoConfiguration.class,
        RotationAutoConfiguration.class,
        SslAutoConfiguration.class
    })
    static class Beans {}
}
