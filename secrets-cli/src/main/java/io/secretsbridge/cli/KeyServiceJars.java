package io.secretsbridge.cli;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The jars of the key services, which lie in the folder {@code kms} beside the command's own jar. They are about a hundred, and the JDK
 * opens every jar of the class path at most starts, so they are not on it: the class loader that finds them is that of the thread,
 * where providers of keys are looked for, and it opens them when it is asked for one.
 */
final class KeyServiceJars {

    static final String FOLDER = "kms";

    private KeyServiceJars() {}

    /** Lets this thread and those that it starts find the jars, when there are any. */
    static void find() {
        CodeSource source = KeyServiceJars.class.getProtectionDomain().getCodeSource();
        try {
            if (source != null && source.getLocation() != null) {
                find(new File(new File(source.getLocation().toURI()).getParent(), FOLDER));
            }
        } catch (URISyntaxException | IllegalArgumentException ex) {
            // Then the command does not run from a file, and has what is on its class path.
        }
    }

    static void find(File folder) {
        List<URL> jars = new ArrayList<>();
        File[] files = folder.listFiles((directory, name) -> name.endsWith(".jar"));
        for (File file : (files != null) ? files : new File[0]) {
            try {
                jars.add(file.toURI().toURL());
            } catch (MalformedURLException ex) {
                throw new IllegalStateException(ex);
            }
        }
        if (!jars.isEmpty()) {
            Thread thread = Thread.currentThread();
            thread.setContextClassLoader(
                    new URLClassLoader(jars.toArray(new URL[0]), KeyServiceJars.class.getClassLoader()));
        }
    }
}
