package io.secretsbridge.cli;

/** Every exit code. Those that {@code sops} has are equal to its own; it has none from 9 to 20. */
enum ExitCode {
    /** Done. */
    OK(0, "done"),
    /** What has no code of its own. */
    GENERIC(
            1,
            "what has no code of its own: a wrong flag, no key given and no rule matches, a sealed file that is"
                    + " malformed or carries no `sops` block, a wrong configuration, a key text that is not valid"),
    /** The input cannot be read. */
    CANNOT_READ(
            2,
            "the input cannot be read, a plain file that is to be sealed is malformed or too large, or the file for"
                    + " `rotate`, `set`, `unset` or `groups` does not exist"),
    /** The output cannot be written. */
    CANNOT_WRITE(
            3,
            "the output cannot be written, or the sealed file was changed by another program while the editor was open"),
    /** The tree does not fit the output format. */
    CANNOT_EMIT(4, "the output format cannot hold the tree, for example nested values in dotenv"),
    /** The encryption context is malformed. */
    BAD_ENCRYPTION_CONTEXT(6, "`--encryption-context` is not of the form `key:value,key:value`"),
    /** The path or the value of set and unset is malformed. */
    BAD_SET(7, "the path or the JSON value of `set` or `unset` is malformed, or does not fit the file"),
    /** Flags that exclude each other. */
    CONFLICT(8, "flags exclude each other; more than one selector; standard input without a name"),
    /** The files hold what they must not. */
    FINDINGS(10, "`lint` found something of the severity that it is to fail on"),
    /** Of several files, some failed. */
    SOME_FAILED(11, "of several files, at least one failed; the others were written. Never under the name sops"),
    /** A dry run found what must not be. */
    CHECK_FAILED(12, "`--check` found plain files that are to be sealed, or keys that are not those of the rules"),
    /** A value cannot be sealed. */
    CANNOT_SEAL(23, "a value cannot be sealed, for example one under a key that is no text"),
    /** A sealed value fails. */
    VALUE_TAMPERED(25, "a sealed value was changed, moved to another key, or is not sealed where it must be"),
    /** Keys for a file that does not exist. */
    NO_FILE_FOR_KEYS(49, "keys are to be added to or removed from a file that does not exist"),
    /** The MAC does not hold. */
    MAC_MISMATCH(
            51,
            "the MAC over the whole file is missing, unreadable or does not match, or the data key of a file that is to get other keys opens nothing in it"),
    /** The path of extract is malformed. */
    BAD_PATH(91, "the path of `--extract` is malformed"),
    /** There is no document. */
    EMPTY(92, "the file to be sealed holds no document"),
    /** No file. */
    NO_FILE(100, "no file is named, the one that is named does not exist, or an argument is missing"),
    /** A decryption order that names a kind twice. */
    DUPLICATE_ORDER(112, "`--decryption-order` names a kind twice"),
    /** No way to the data key. */
    NO_KEY(128, "no master key could be used to recover the data key"),
    /** Interrupted. */
    INTERRUPTED(130, "stopped by the user (Ctrl-C); 143 when another program ended it"),
    /** The reader of the output went away. */
    OUTPUT_CLOSED(141, "the program that reads the output closed it early, as in `secrets decrypt f | head -1`"),
    /** The editor changed nothing. */
    UNCHANGED(200, "the editor was closed without a change; nothing was written"),
    /** The editor is missing or failed. */
    EDITOR_FAILED(201, "there is no editor, or it ended with an error; nothing was written"),
    /** The file is sealed already. */
    ALREADY_SEALED(203, "the file to be sealed is sealed already, or uses the reserved key `sops`");

    private final int number;

    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return this.number;
    }

    String meaning() {
        return this.meaning;
    }
}
