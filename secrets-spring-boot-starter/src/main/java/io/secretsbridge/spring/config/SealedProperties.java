package io.secretsbridge.spring.config;

import io.secretsbridge.Location;
import io.secretsbridge.OpenedFile;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.sops.Format;
import io.secretsbridge.spring.BinaryContent;
import io.secretsbridge.spring.SecretPropertySource;
import io.secretsbridge.tree.FlattenedTree;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.Position;
import io.secretsbridge.tree.ValueNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.PropertiesPropertySourceLoader;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedValue;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.core.io.Resource;

/**
 * Turns an opened file into property sources, one for each document, such that a value that moves from plain YAML into a
 * sealed file binds as before.
 */
final class SealedProperties {

    private final String name;

    private final Resource resource;

    private final SealedLocation sealed;

    private final IgnoredProperties ignored;

    /**
     * Prepares property sources.
     *
     * @param name the name of the property source
     * @param resource the sealed file, for origins
     * @param sealed the name and the format of the file
     * @param ignored makes the property sources
     */
    SealedProperties(String name, Resource resource, SealedLocation sealed, IgnoredProperties ignored) {
        this.name = name;
        this.resource = resource;
        this.sealed = sealed;
        this.ignored = ignored;
    }

    List<SecretPropertySource> of(OpenedFile opened) {
        if (opened.format() == Format.BINARY) {
            return ofBinary(opened);
        }
        List<Map<String, OriginTrackedValue>> documents = new ArrayList<>();
        for (MapNode branch : opened.branches()) {
            documents.add(document(branch, opened.source().name()));
        }
        return named(documents);
    }

    private Map<String, OriginTrackedValue> document(MapNode branch, String source) {
        Map<String, FlattenedTree.Leaf> leaves =
                FlattenedTree.of(List.of(branch), source).leaves();
        Map<String, OriginTrackedValue> properties = new LinkedHashMap<>(leaves.size() * 2);
        leaves.forEach((key, leaf) -> properties.put(
                key,
                OriginTrackedValue.of(
                        converted(leaf.value()), origin(leaf.value().position()))));
        return properties;
    }

    /**
     * Returns what Boot makes of the same scalar in YAML. A float stays text: as a {@code double}, a secret such as
     * {@code 12345678.9} would come back as {@code 1.23456789E7}.
     */
    private Object converted(ValueNode value) {
        return switch (value.type()) {
            case INTEGER -> integer(value.text());
            case BOOLEAN -> value.equals(ValueNode.bool(true, Position.NONE));
            default -> value.isText() ? value.text() : new BinaryContent(value.toByteArray(), place());
        };
    }

    private static Object integer(String digits) {
        long number = Long.parseLong(digits);
        return (number == (int) number) ? (Object) (int) number : (Object) number;
    }

    /** {@code sops} knows properties files only as a whole; any other content is one value named as its file. */
    private List<SecretPropertySource> ofBinary(OpenedFile opened) {
        for (MapNode branch : opened.branches()) {
            for (MapNode.Entry entry : branch.entries()) {
                if (entry.value() instanceof ValueNode content) {
                    return this.sealed.isPropertiesFile()
                            ? named(propertiesFile(content))
                            : named(List.of(Map.of(
                                    this.sealed.fileName(),
                                    OriginTrackedValue.of(converted(content), origin(Position.NONE)))));
                }
            }
        }
        return List.of();
    }

    private List<Map<String, OriginTrackedValue>> propertiesFile(ValueNode content) {
        byte[] bytes = content.toByteArray();
        List<Map<String, OriginTrackedValue>> documents = new ArrayList<>();
        try {
            for (PropertySource<?> loaded :
                    new PropertiesPropertySourceLoader().load(this.name, new ByteArrayResource(bytes))) {
                Map<String, OriginTrackedValue> properties = new LinkedHashMap<>();
                for (String key : ((EnumerablePropertySource<?>) loaded).getPropertyNames()) {
                    Object value = loaded.getProperty(key);
                    if (value != null) {
                        properties.put(key, OriginTrackedValue.of(value, moved(OriginLookup.getOrigin(loaded, key))));
                    }
                }
                documents.add(properties);
            }
            return documents;
        } catch (IOException | IllegalArgumentException | IllegalStateException ex) {
            // What it says may quote the content.
            throw new SecretsException(
                    Reason.MALFORMED,
                    Location.of(place()),
                    "the sealed content is no properties file",
                    "Correct it with 'secrets edit'");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** The line counts in the opened text; the place is the sealed file all the same. */
    private Origin moved(@Nullable Origin origin) {
        return new TextResourceOrigin(
                this.resource, (origin instanceof TextResourceOrigin text) ? text.getLocation() : null);
    }

    private Origin origin(Position position) {
        return new TextResourceOrigin(
                this.resource,
                (position.line() > 0)
                        ? new TextResourceOrigin.Location(position.line() - 1, Math.max(0, position.column() - 1))
                        : null);
    }

    private String place() {
        return this.resource.getDescription();
    }

    private List<SecretPropertySource> named(List<Map<String, OriginTrackedValue>> documents) {
        List<SecretPropertySource> sources = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            String suffix = (documents.size() > 1) ? " (document #" + i + ")" : "";
            sources.add(this.ignored.source(this.name + suffix, documents.get(i)));
        }
        return sources;
    }
}
