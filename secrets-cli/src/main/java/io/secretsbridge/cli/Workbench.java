package io.secretsbridge.cli;

import io.secretsbridge.SecretFiles;
import io.secretsbridge.SopsConfig;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.sops.CreationRule;
import io.secretsbridge.sops.Format;
import io.secretsbridge.sops.SealRequest;
import io.secretsbridge.sops.Selector;
import io.secretsbridge.sops.store.StoreOptions;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pipeline of the core, set up as flags, environment and {@code .sops.yaml} say. */
final class Workbench implements AutoCloseable {

    private final Arguments arguments;

    private final GlobalFlags global;

    private final Invocation invocation;

    private final Path subject;

    private final @Nullable SopsConfig config;

    private final SecretFiles files;

    private final Runnable close;

    /**
     * Sets it up for one file.
     *
     * @param arguments the command line
     * @param global the flags that may stand before the command
     * @param invocation what surrounds the run
     * @param subject the file, or the one whose name is used in its place, by which configuration is found
     */
    Workbench(Arguments arguments, GlobalFlags global, Invocation invocation, Path subject) {
        this(new Workroom(arguments, global, invocation), subject);
    }

    private Workbench(Workroom room, Path subject) {
        this(room, subject, room::close);
    }

    /**
     * Sets it up for one file of several.
     *
     * @param room what they share
     * @param subject the file
     * @param close what is to be closed with this
     */
    Workbench(Workroom room, Path subject, Runnable close) {
        this.arguments = room.arguments();
        this.global = room.global();
        this.invocation = room.invocation();
        this.subject = subject;
        this.config = room.config(subject).orElse(null);
        this.files = room.files().withStoreOptions(storeOptions());
        this.close = close;
    }

    StoreOptions storeOptions() {
        return this.global.storeOptions((this.config != null) ? this.config.storeOptions() : StoreOptions.DEFAULT);
    }

    SecretFiles files() {
        return this.files;
    }

    /**
     * Returns for whom, and what of it, a new file is sealed: the rule that fits, with everything that the command line says
     * instead. Keys on the command line replace those of the rule; the rest of the rule fills in what is not said.
     *
     * @param input the format of the plain file
     * @return the request
     */
    SealRequest sealRequest(Format input) {
        CreationRule rule = rule();
        Selector ruleSelector = (rule != null) ? rule.selector() : Selector.DEFAULT;
        Selector selector = (input == Format.BINARY)
                ? ignoreSelectors(ruleSelector)
                : SelectorFlags.select(this.arguments, ruleSelector);
        int threshold = this.arguments.number(KeyFlags.THRESHOLD);
        return new SealRequest(
                keyGroups(rule),
                (threshold == 0 && rule != null) ? rule.shamirThreshold() : threshold,
                selector,
                this.global.macOnlyEncrypted() || (rule != null && rule.macOnlyEncrypted()));
    }

    private @Nullable CreationRule rule() {
        return (this.config != null)
                ? this.config.creationRules().find(this.subject).orElse(null)
                : null;
    }

    /** Fails when there are creation rules and none fits, or the one that fits is wrong. */
    void checkRule() {
        rule();
    }

    /**
     * Returns the creation rule that fits.
     *
     * @return the rule
     * @throws Failure with exit code 1 when there is no configuration, or one without rules
     */
    CreationRule requiredRule() {
        SopsConfig found = checkConfigured();
        return found.creationRules()
                .find(this.subject)
                .orElseThrow(() -> new Failure(
                        ExitCode.GENERIC, found.file() + " has no creation rules", "Add one that matches the file"));
    }

    /** Fails when there is no configuration. */
    SopsConfig checkConfigured() {
        if (this.config == null) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "no " + SopsConfig.FILE_NAME + " is found, which would say what keys the file shall have",
                    "Run '" + SecretsCommand.NAME + " init' once, or give --config FILE");
        }
        return this.config;
    }

    private Selector ignoreSelectors(Selector rule) {
        if (rule.kind() != Selector.Kind.DEFAULT || SelectorFlags.ALL.stream().anyMatch(this.arguments::isSet)) {
            this.invocation.note("the selector is ignored: a binary file is sealed as a whole");
        }
        return Selector.DEFAULT;
    }

    private List<List<MasterKey>> keyGroups(@Nullable CreationRule rule) {
        KeyParser.encryptionContext(this.arguments);
        if (KeyFlags.areGiven(this.arguments)) {
            return List.of(KeyFlags.keys(this.arguments, this.files.keyRing()));
        }
        if (rule == null) {
            throw new Failure(
                    ExitCode.GENERIC,
                    "there is no key to seal the file for: no " + SopsConfig.FILE_NAME
                            + " with creation rules is found, and no key is given on the command line",
                    "Run '" + SecretsCommand.NAME + " init' once, or give --age RECIPIENT");
        }
        List<List<MasterKey>> groups = rule.keyGroups(this.files.keyRing());
        if (groups.stream().anyMatch(List::isEmpty)) {
            throw new Failure(
                    ExitCode.GENERIC, "the creation rule that fits names no key", "Add 'age: RECIPIENT' to the rule");
        }
        return groups;
    }

    @Override
    public void close() {
        this.close.run();
    }
}
