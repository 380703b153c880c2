package io.secretsbridge.pgp;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.KeyFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.openpgp.PGPObjectFactory;
import org.bouncycastle.openpgp.PGPPublicKeyRing;
import org.bouncycastle.openpgp.PGPSecretKeyRing;
import org.bouncycastle.openpgp.PGPUtil;
import org.bouncycastle.openpgp.operator.bc.BcKeyFingerprintCalculator;
import org.jspecify.annotations.Nullable;

/** Reads files with keys: exported ones, the rings of gpg, and the directory of its agent. */
final class KeyPlaceReader {

    /** The rings of a distribution's developers have some 60 MiB. */
    private static final int MAX_RING_BYTES = 128 * 1024 * 1024;

    private static final int MAX_AGENT_KEYS = 1000;

    private final boolean anyMode;

    /**
     * Creates a reader.
     *
     * @param anyMode whether secret keys may lie in files that every user of the machine can read
     */
    KeyPlaceReader(boolean anyMode) {
        this.anyMode = anyMode;
    }

    /** Reads all that may be in a directory of gpg. */
    List<KeyPlace> home(Path home) {
        List<KeyPlace> places = new ArrayList<>();
        for (String name : List.of("pubring.kbx", "pubring.gpg", "secring.gpg")) {
            Path ring = home.resolve(name);
            if (Files.exists(ring)) {
                places.add(file(ring));
            }
        }
        Path agent = home.resolve("private-keys-v1.d");
        if (Files.isDirectory(agent)) {
            places.add(agentKeys(agent));
        }
        return places.isEmpty() ? List.of(KeyPlace.empty(home.toString(), "no keys there")) : places;
    }

    /** Reads a file with keys, armoured or not. */
    KeyPlace file(Path file) {
        byte[] content = {};
        try {
            content = KeyFile.read(file, MAX_RING_BYTES);
            KeyPlace place = KeyBoxes.isOne(content)
                    ? KeyPlace.found(file.toString(), KeyBoxes.read(content), List.of())
                    : rings(file, content);
            if (!place.secretKeys().isEmpty() && !this.anyMode) {
                // The public half is for everybody, so only now is the mode of the file of interest.
                KeyFile.checkMode(file);
            }
            return place;
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            return KeyPlace.failed(file.toString(), ex);
        } catch (IOException | RuntimeException ex) {
            return KeyPlace.failed(file.toString(), noKeys(file));
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private static SecretsException noKeys(Path file) {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.of(file.toString()),
                "it holds no PGP key that can be read",
                "Export the key again: gpg --export-secret-keys --armor, or --export for a public key");
    }

    /** As for sops, what cannot be read does not take away what could be read before it. */
    private static KeyPlace rings(Path file, byte[] content) {
        List<PGPPublicKeyRing> publicKeys = new ArrayList<>();
        List<PGPSecretKeyRing> secretKeys = new ArrayList<>();
        boolean whole = true;
        try {
            // Several armoured blocks may follow each other, as when keys were exported one after the other.
            ByteArrayInputStream in = new ByteArrayInputStream(content);
            while (in.available() > 0) {
                PGPObjectFactory objects =
                        new PGPObjectFactory(PGPUtil.getDecoderStream(in), new BcKeyFingerprintCalculator());
                for (Object object = objects.nextObject(); object != null; object = objects.nextObject()) {
                    if (object instanceof PGPPublicKeyRing ring) {
                        publicKeys.add(ring);
                    } else if (object instanceof PGPSecretKeyRing ring) {
                        secretKeys.add(ring);
                    }
                }
            }
        } catch (IOException | RuntimeException ex) {
            whole = false;
        }
        if (publicKeys.isEmpty() && secretKeys.isEmpty() && content.length > 0) {
            throw noKeys(file);
        }
        KeyPlace place = KeyPlace.found(file.toString(), publicKeys, secretKeys);
        return whole ? place : place.withState(place.state() + ", then something that cannot be read");
    }

    private KeyPlace agentKeys(Path directory) {
        List<AgentKey> keys = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.key")) {
            for (Path file : files) {
                AgentKey key = (keys.size() < MAX_AGENT_KEYS) ? agentKey(file) : null;
                if (key != null) {
                    keys.add(key);
                }
            }
            return KeyPlace.ofAgent(directory.toString(), keys);
        } catch (IOException | DirectoryIteratorException ex) {
            return KeyPlace.empty(directory.toString(), "cannot be read");
        }
    }

    private @Nullable AgentKey agentKey(Path file) {
        byte[] content = {};
        try {
            content = KeyFile.read(file, this.anyMode);
            return AgentKey.read(content);
        } catch (SecretsException ex) {
            if (ex.reason() == Reason.INTERRUPTED) {
                throw ex;
            }
            return null;
        } catch (IOException | RuntimeException ex) {
            // The agent's own other files, or a key that only the agent can use.
            return null;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
