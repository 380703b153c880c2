package io.secretsbridge.kms.vault;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority, made by the JDK's keytool, and the servers that it vouches for. */
final class Certificates {

    private static final String PASSWORD = "changeit";

    private final Path directory;

    private final Path store;

    private final Path request;

    private final Path caFile;

    private int count;

    Certificates(Path directory) throws Exception {
        this.directory = directory;
        this.store = directory.resolve("store.p12");
        this.request = directory.resolve("request");
        this.caFile = directory.resolve("ca.pem");
        keytool(
                this.store,
                "-genkeypair",
                "-alias",
                "ca",
                "-keyalg",
                "EC",
                "-dname",
                "CN=authority",
                "-ext",
                "bc=ca:true");
        keytool(this.store, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server");
        keytool(this.store, "-certreq", "-alias", "server", "-file", this.request.toString());
        keytool(this.store, "-exportcert", "-rfc", "-alias", "ca", "-file", this.caFile.toString());
    }

    Path caFile() {
        return this.caFile;
    }

    /** Returns the sockets of a server with a certificate for a name, valid for 20 days from a day on. */
    ServerSocketFactory server(String subjectAlternative, String start) throws Exception {
        this.count++;
        Path answer = this.directory.resolve("answer-" + this.count);
        keytool(
                this.store,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                this.request.toString(),
                "-outfile",
                answer.toString(),
                "-ext",
                "san=" + subjectAlternative,
                "-startdate",
                start,
                "-validity",
                "20");
        KeyStore keyStore = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(this.store)) {
            keyStore.load(in, PASSWORD.toCharArray());
        }
        Certificate certificate;
        try (InputStream in = Files.newInputStream(answer)) {
            certificate = CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        Certificate[] chain = {certificate, keyStore.getCertificate("ca")};
        keyStore.setKeyEntry(
                "server", keyStore.getKey("server", PASSWORD.toCharArray()), PASSWORD.toCharArray(), chain);
        keyStore.deleteEntry("ca");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keyStore, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context.getServerSocketFactory();
    }

    private static void keytool(Path store, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        // It does little, and starts quicker so.
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", PASSWORD, "-keystore", store.toString()));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IllegalStateException(output);
        }
    }
}
