package io.secretsbridge.spring;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.util.FileSystemUtils;

/** A mounted Secret as a kubelet lays it out: visible links to {@code ..data}, which is a link to the real directory,
 * and no old directory left. */
public final class KubeletVolume {

    private final Path root;

    private int generation;

    public KubeletVolume(Path root) {
        this.root = root;
    }

    public KubeletVolume write(String... namesAndTexts) {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            files.put(namesAndTexts[i], namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
        }
        return write(files);
    }

    public KubeletVolume write(Map<String, byte[]> files) {
        try {
            Path fresh = Files.createDirectories(
                    this.root.resolve(String.format("..2026_11_24_12_00_00.%09d", ++this.generation)));
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Files.write(fresh.resolve(file.getKey()), file.getValue());
            }
            Path data = this.root.resolve("..data");
            Path old = Files.isSymbolicLink(data) ? data.toRealPath() : null;
            Path temporary = this.root.resolve("..data_tmp");
            Files.createSymbolicLink(temporary, fresh.getFileName());
            Files.move(temporary, data, StandardCopyOption.ATOMIC_MOVE);
            for (String name : files.keySet()) {
                if (!Files.exists(this.root.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
                    Files.createSymbolicLink(this.root.resolve(name), Path.of("..data", name));
                }
            }
            if (old != null) {
                FileSystemUtils.deleteRecursively(old);
            }
            return this;
        } catch (IOException ex) {
            throw new UncheckedIOException(ex);
        }
    }
}
