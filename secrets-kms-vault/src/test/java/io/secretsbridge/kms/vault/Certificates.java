package io.secretsbridge.kms.vault;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A certificate authority and a server that it vouches for, made by the JDK's keytool. */
record Certificates(ServerSocketFactory server, Path caFile) {

    private static final String PASSWORD = "changeit";

    static Certificates create(Path directory, String subjectAlternative, String start) throws Exception {
        Path parent = Files.createTempDirectory(directory, "certificates");
        Path file = parent.resolve("store.p12");
        Path request = parent.resolve("request");
        Path answer = parent.resolve("answer");
        Path ca = parent.resolve("ca.pem");
        keytool(file, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc=ca:true");
        keytool(file, "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server");
        keytool(file, "-certreq", "-alias", "server", "-file", request.toString());
        keytool(
                file,
                "-gencert",
                "-alias",
                "ca",
                "-infile",
                request.toString(),
                "-outfile",
                answer.toString(),
                "-ext",
                "san=" + subjectAlternative,
                "-startdate",
                start,
                "-validity",
                "20");
        keytool(file, "-importcert", "-noprompt", "-alias", "server", "-file", answer.toString());
        keytool(file, "-exportcert", "-rfc", "-alias", "ca", "-file", ca.toString());
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        store.deleteEntry("ca");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return new Certificates(context.getServerSocketFactory(), ca);
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
