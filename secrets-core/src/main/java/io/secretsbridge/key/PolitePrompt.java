package io.secretsbridge.key;

import org.jspecify.annotations.Nullable;

/** Asks one question at a time, and lets nothing through that could steer a terminal. */
final class PolitePrompt implements Prompt {

    private final Prompt prompt;

    PolitePrompt(Prompt prompt) {
        this.prompt = prompt;
    }

    @Override
    public synchronized char @Nullable [] askSecret(String question) {
        return this.prompt.askSecret(Texts.safe(question));
    }

    @Override
    public synchronized @Nullable String ask(String question) {
        return this.prompt.ask(Texts.safe(question));
    }

    @Override
    public synchronized boolean tell(String message) {
        return this.prompt.tell(Texts.safe(message));
    }
}
