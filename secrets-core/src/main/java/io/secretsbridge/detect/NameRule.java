package io.secretsbridge.detect;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a name says that its value is a secret. A name is taken apart into words at {@code _ - . / [ ]} and at changes of
 * case, so that {@code DB_PASSWORD}, {@code db.password} and {@code dbPassword} are the same. Relaxed binding leaves dashes out of
 * variable names ({@code client-secret} becomes {@code CLIENTSECRET}), hence the endings.
 */
final class NameRule {

    /**
     * What a name means.
     *
     * @param word the word of our tables that matched, which may be shown even when the name was part of a value
     * @param passwordLike whether digits alone can be the secret
     * @param confidence how sure it is
     */
    record Match(String word, boolean passwordLike, Confidence confidence) {}

    private static final Set<String> PASSWORDS = Set.of(
            "password",
            "passwd",
            "passwort",
            "passphrase",
            "contrasena",
            "motdepasse",
            "kennwort",
            "pwd",
            "pass",
            "passcode");

    /** Sensitive wherever they stand. */
    private static final Set<String> WORDS = Set.of(
            "password",
            "passwd",
            "passwort",
            "passphrase",
            "passcode",
            "contrasena",
            "motdepasse",
            "kennwort",
            "secret",
            "secrets",
            "token",
            "credential",
            "credentials",
            "creds",
            "apikey",
            "bearer");

    /** Sensitive as two words in a row. */
    private static final Set<String> PAIRS = Set.of(
            "api key",
            "access key",
            "secret key",
            "private key",
            "signing key",
            "encryption key",
            "decryption key",
            "encrypt key",
            "master key",
            "account key",
            "storage key",
            "license key",
            "service key",
            "client key",
            "ssh key",
            "deploy key",
            "age key",
            "app key",
            "jwt key",
            "hmac key",
            "aes key",
            "shared key",
            "auth key",
            "session key",
            "unseal key",
            "connection string",
            "jaas config",
            "auth config",
            "shared access signature",
            "recovery code");

    /** What glued words end with. */
    private static final List<String> ENDINGS = List.of(
            "password",
            "passwd",
            "passphrase",
            "secret",
            "apikey",
            "secretkey",
            "accesskey",
            "privatekey",
            "signingkey",
            "encryptionkey",
            "accesstoken",
            "refreshtoken",
            "authtoken",
            "idtoken",
            "bearertoken",
            "connectionstring",
            "jaasconfig",
            "sharedaccesssignature");

    /** As the last word they say that the value is something about a secret: where it is, how long it lives, what it is. */
    private static final Set<String> QUALIFIERS = Set.of(
            // places
            "file",
            "files",
            "filename",
            "path",
            "paths",
            "dir",
            "dirs",
            "directory",
            "folder",
            "location",
            "locations",
            "mount",
            "store",
            "keystore",
            "truststore",
            "url",
            "urls",
            "uri",
            "uris",
            "endpoint",
            "endpoints",
            "host",
            "hosts",
            "hostname",
            "port",
            "addr",
            "address",
            "domain",
            "scheme",
            "proto",
            "protocol",
            "region",
            "namespace",
            "socket",
            "sock",
            // names of something
            "name",
            "names",
            "username",
            "user",
            "email",
            "id",
            "ids",
            "arn",
            "ref",
            "alias",
            "label",
            "labels",
            "selector",
            "group",
            "header",
            "headers",
            "cookie",
            "param",
            "parameter",
            "prefix",
            "suffix",
            "field",
            "column",
            "claim",
            "claims",
            "env",
            "var",
            "template",
            "pattern",
            "regex",
            "placeholder",
            // kinds
            "type",
            "types",
            "kind",
            "format",
            "algorithm",
            "alg",
            "encoder",
            "encoding",
            "decoder",
            "hasher",
            "policy",
            "method",
            "methods",
            "mode",
            "strategy",
            "class",
            "provider",
            "providers",
            "manager",
            "backend",
            "engine",
            "service",
            "server",
            "serializer",
            "deserializer",
            "converter",
            "validator",
            "generator",
            "issuer",
            "audience",
            "scope",
            "scopes",
            "realm",
            "version",
            "public",
            "fingerprint",
            "thumbprint",
            "sha256",
            "digest",
            "cmd",
            "command",
            "helper",
            "askpass",
            "script",
            // numbers and times
            "length",
            "min",
            "max",
            "size",
            "limit",
            "limits",
            "count",
            "quota",
            "ttl",
            "expiry",
            "expiration",
            "expires",
            "expired",
            "validity",
            "lifetime",
            "lifespan",
            "age",
            "duration",
            "interval",
            "period",
            "timeout",
            "delay",
            "seconds",
            "secs",
            "minutes",
            "hours",
            "days",
            "millis",
            "ms",
            "rounds",
            "iterations",
            "strength",
            "attempts",
            "retries",
            "bits",
            "bytes",
            // switches
            "enable",
            "enabled",
            "disable",
            "disabled",
            "required",
            "optional",
            "allowed",
            "rotation",
            "refresh",
            "reset",
            "cache",
            "caching",
            "status",
            "state",
            "level",
            "parallelism");

    /** Tokens of language models. */
    private static final Set<String> MODEL_TOKENS =
            Set.of("pad", "eos", "bos", "unk", "mask", "sep", "cls", "stop", "special", "eot", "image");

    private static final Set<String> APP_ROLE_WORDS = Set.of("vault", "openbao", "bao", "approle", "role");

    /** Issuers of what is called a personal access token. */
    private static final Set<String> PAT_ISSUERS =
            Set.of("gh", "github", "ghcr", "git", "gitlab", "gl", "azure", "ado", "azdo", "devops", "databricks");

    private static final Set<String> PUBLIC_WORDS = Set.of("public", "publishable");

    private static final int MAX_NAME_LENGTH = 1024;

    private NameRule() {}

    static @Nullable Match match(String name) {
        List<String> words = words(name);
        if (words.isEmpty()) {
            return null;
        }
        String last = words.get(words.size() - 1);
        Match identifier = identifier(words, last);
        if (identifier != null) {
            return identifier;
        }
        if (QUALIFIERS.contains(last) || isPublicKey(words, last)) {
            return null;
        }
        String found = sensitiveWord(words, last);
        return (found != null) ? new Match(found, isPasswordLike(found), Confidence.MEDIUM) : null;
    }

    private static boolean isPasswordLike(String word) {
        return PASSWORDS.contains(word);
    }

    /** Names that end in {@code ID} and are worth a second look. */
    private static @Nullable Match identifier(List<String> words, String last) {
        if (!last.equals("id") || words.size() < 2) {
            return null;
        }
        String before = words.get(words.size() - 2);
        if (before.equals("secret") && words.stream().anyMatch(APP_ROLE_WORDS::contains)) {
            return new Match("secret id", false, Confidence.MEDIUM);
        }
        if (words.size() >= 3
                && before.equals("key")
                && words.get(words.size() - 3).equals("access")) {
            return new Match("access key id", false, Confidence.LOW);
        }
        return null;
    }

    private static boolean isPublicKey(List<String> words, String last) {
        return last.equals("key") && words.stream().anyMatch(PUBLIC_WORDS::contains);
    }

    private static @Nullable String sensitiveWord(List<String> words, String last) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String before = (i > 0) ? words.get(i - 1) : "";
            if (WORDS.contains(word) && !(word.equals("token") && MODEL_TOKENS.contains(before))) {
                return word;
            }
            if (PAIRS.contains(before + " " + word)) {
                return before + " " + word;
            }
        }
        return lastWord(words, last);
    }

    private static @Nullable String lastWord(List<String> words, String last) {
        if (words.size() > 1) {
            if (last.equals("pass") || last.equals("pwd")) {
                return last;
            }
            if (last.equals("pat") && words.stream().anyMatch(PAT_ISSUERS::contains)) {
                return "pat";
            }
        }
        return ENDINGS.stream().filter(last::endsWith).findFirst().orElse(null);
    }

    /** Returns the words in lower case, without numbers at their ends and without a version or index at the end. */
    private static List<String> words(String name) {
        List<String> words = new ArrayList<>();
        int length = Math.min(name.length(), MAX_NAME_LENGTH);
        int start = 0;
        for (int i = 0; i <= length; i++) {
            if (i == length || !isWordCharacter(name.charAt(i))) {
                addWord(words, name, start, i);
                start = i + 1;
            } else if (i > start && startsWord(name, i)) {
                addWord(words, name, start, i);
                start = i;
            }
        }
        while (words.size() > 1 && words.get(words.size() - 1).equals("v")) {
            words.remove(words.size() - 1);
        }
        return words;
    }

    private static void addWord(List<String> words, String name, int start, int end) {
        int last = end;
        while (last > start && isDigit(name.charAt(last - 1))) {
            last--;
        }
        if (last > start) {
            words.add(name.substring(start, last).toLowerCase(Locale.ROOT));
        }
    }

    private static boolean startsWord(String name, int at) {
        char before = name.charAt(at - 1);
        char here = name.charAt(at);
        if (!Character.isUpperCase(here)) {
            return false;
        }
        boolean nextIsLower = at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1));
        return Character.isLowerCase(before) || (nextIsLower && !isDigit(before));
    }

    private static boolean isWordCharacter(char ch) {
        return Character.isLetterOrDigit(ch);
    }

    private static boolean isDigit(char ch) {
        return ch >= '0' && ch <= '9';
    }
}
