package io.secretsbridge.kms.vault;

import io.secretsbridge.SecretsException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates of a server are trusted, and under which name. */
final class VaultTls {

    private VaultTls() {}

    static void configure(HttpClient.Builder client, VaultSettings settings) {
        Optional<String> file = settings.find("ca-file", "CACERT");
        Optional<String> directory = settings.find("ca-directory", "CAPATH");
        SSLContext context = null;
        if (settings.followsSops()
                && settings.find("", "SKIP_VERIFY").filter(VaultTls::isTrue).isPresent()) {
            context = context(new TrustManager[] {new TrustsAll()});
        } else if (file.isPresent() || directory.isPresent()) {
            List<Certificate> trusted = new ArrayList<>();
            file.ifPresent((text) -> trusted.addAll(read(settings.path(text))));
            directory
                    .filter((text) -> file.isEmpty())
                    .ifPresent((text) -> trusted.addAll(readAll(settings.path(text))));
            context = context(trustManagers(trusted));
        }
        Optional<String> name = name(settings);
        if (name.isPresent()) {
            SSLParameters parameters = new SSLParameters();
            parameters.setServerNames(List.of(serverName(name.get())));
            client.sslParameters(parameters);
            context = NamedPeer.context((context != null) ? context : defaultContext(), name.get());
        }
        if (context != null) {
            client.sslContext(context);
        }
    }

    private static SSLContext defaultContext() {
        try {
            return SSLContext.getDefault();
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("The JDK has no TLS", ex);
        }
    }

    /** Returns the name that the certificate must have; empty for that of the address. */
    static Optional<String> name(VaultSettings settings) {
        return settings.find("tls-server-name", "TLS_SERVER_NAME");
    }

    /**
     * Returns the address with the number of its host for the name. The JDK's client asks for another name than that of the address only
     * where the address has none.
     */
    static URI withoutName(URI address) {
        try {
            String host = InetAddress.getByName(address.getHost()).getHostAddress();
            String literal = host.contains(":") ? "[" + host + "]" : host;
            String port = (address.getPort() < 0) ? "" : ":" + address.getPort();
            return URI.create(address.getScheme() + "://" + literal + port);
        } catch (UnknownHostException ex) {
            throw VaultFailures.unresolved(address);
        }
    }

    private static boolean isTrue(String text) {
        return List.of("1", "t", "T", "true", "True", "TRUE").contains(text);
    }

    private static SNIHostName serverName(String name) {
        try {
            return new SNIHostName(name);
        } catch (IllegalArgumentException ex) {
            throw VaultSettings.invalid("the TLS server name for Vault is no host name", "Write a host name");
        }
    }

    private static SSLContext context(TrustManager[] trustManagers) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trustManagers, null);
            return context;
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException("The JDK has no TLS", ex);
        }
    }

    private static TrustManager[] trustManagers(List<Certificate> trusted) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                store.setCertificateEntry("ca-" + i, trusted.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException ex) {
            throw new IllegalStateException("The JDK has no store for certificates", ex);
        }
    }

    private static List<Certificate> readAll(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Certificate> certificates = new ArrayList<>();
            files.filter(Files::isRegularFile).forEach((file) -> certificates.addAll(read(file)));
            return certificates;
        } catch (IOException ex) {
            throw unreadable(directory);
        }
    }

    private static Collection<? extends Certificate> read(Path file) {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw unreadable(file);
            }
            return certificates;
        } catch (GeneralSecurityException | IOException ex) {
            throw unreadable(file);
        }
    }

    private static SecretsException unreadable(Path path) {
        return VaultSettings.invalid(
                "no certificates can be read from " + path + ", which should hold those to trust for Vault",
                "Name a file with certificates in PEM");
    }

    /** For {@code VAULT_SKIP_VERIFY} under the name of {@code sops}, where that tool would go on too. */
    private static final class TrustsAll extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
