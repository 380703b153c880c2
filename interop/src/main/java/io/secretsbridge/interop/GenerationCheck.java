package io.secretsbridge.interop;

import io.secretsbridge.mount.MountSnapshot;
import io.secretsbridge.mount.MountedFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a snapshot is exactly one of the generations that {@code interop/kubelet} writes; its header says what those hold.
 *
 * @param generation the generation, -1 when the snapshot is none
 * @param problem what is wrong, or {@code null}
 */
record GenerationCheck(long generation, @Nullable String problem) {

    private static final List<String> NAMED = List.of(
            "token", "db/password", "blob.bin", "even-only", "db/username", ".dockerconfigjson", "tls/server/key.pem");

    private static final String BINARY = "blob.bin";

    private static final String EVEN = "even-only";

    private static final int BINARY_HEAD = 4;

    private static final Pattern TEXT = Pattern.compile("gen=(\\d+) key=(\\S+) ([a-z])\\3* end=(\\d+)");

    static GenerationCheck of(MountSnapshot snapshot, int keys) {
        long generation = -1;
        for (MountedFile file : snapshot.files()) {
            long found = generation(file);
            if (found < 0) {
                return new GenerationCheck(-1, file.name() + " is damaged");
            }
            if (generation >= 0 && found != generation) {
                return new GenerationCheck(-1, file.name() + " is of generation " + found + " among " + generation);
            }
            generation = found;
        }
        Set<String> expected = names(keys, generation);
        if (!snapshot.names().equals(expected)) {
            return new GenerationCheck(-1, "the keys are " + snapshot.names() + " instead of " + expected);
        }
        return new GenerationCheck(generation, null);
    }

    private static long generation(MountedFile file) {
        byte[] content = file.exposeBytes();
        if (file.name().equals(BINARY)) {
            long head = ByteBuffer.wrap(content).getLong(BINARY_HEAD);
            return (head == ByteBuffer.wrap(content).getLong(content.length - Long.BYTES)) ? head : -1;
        }
        Matcher matcher = TEXT.matcher(new String(content, StandardCharsets.UTF_8));
        boolean whole = matcher.matches()
                && matcher.group(1).equals(matcher.group(4))
                && matcher.group(2).replace('/', '.').equals(file.name());
        return whole ? Long.parseLong(matcher.group(1)) : -1;
    }

    private static Set<String> names(int keys, long generation) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < keys; i++) {
            if (i < NAMED.size()) {
                names.add(NAMED.get(i).replace('/', '.'));
            } else {
                names.add(((i % 3 == 0) ? "group-" + i % 7 + "." : "") + String.format("key-%04d", i));
            }
        }
        if (generation % 2 != 0) {
            names.remove(EVEN);
        }
        return names;
    }
}
