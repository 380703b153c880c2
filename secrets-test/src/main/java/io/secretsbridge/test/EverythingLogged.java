package io.secretsbridge.test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.jspecify.annotations.Nullable;

/** Holds what all of the process logs at any level by {@code java.util.logging}, and by whatever is bound to it, while it is open. */
final class EverythingLogged extends Handler implements AutoCloseable {

    private static final Logger ROOT = Logger.getLogger("");

    /** The server of the tests has to know what it is asked. */
    private static final String SERVER = "com.sun.net.httpserver";

    private final SimpleFormatter formatter = new SimpleFormatter();

    private final StringBuilder text = new StringBuilder();

    private final @Nullable Level before = ROOT.getLevel();

    EverythingLogged() {
        setLevel(Level.ALL);
        ROOT.setLevel(Level.ALL);
        ROOT.addHandler(this);
    }

    @Override
    public void publish(LogRecord entry) {
        if (entry.getLoggerName() != null && entry.getLoggerName().startsWith(SERVER)) {
            return;
        }
        StringWriter trace = new StringWriter();
        if (entry.getThrown() != null) {
            entry.getThrown().printStackTrace(new PrintWriter(trace));
        }
        synchronized (this.text) {
            this.text
                    .append(entry.getLoggerName())
                    .append(' ')
                    .append(this.formatter.formatMessage(entry))
                    .append(trace)
                    .append('\n');
        }
    }

    /** Returns what was logged so far. */
    String text() {
        synchronized (this.text) {
            return this.text.toString();
        }
    }

    @Override
    public void flush() {
        // Nothing is written anywhere.
    }

    @Override
    public void close() {
        ROOT.removeHandler(this);
        ROOT.setLevel(this.before);
    }
}
