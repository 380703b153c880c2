package io.secretsbridge.spring.autoconfigure;

import io.secretsbridge.SecretValue;
import io.secretsbridge.spring.BinaryContent;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.core.convert.TypeDescriptor;
import org.springframework.core.convert.converter.GenericConverter;

/** Binds a property to a {@link SecretValue}, so that a configuration class can be logged without showing it. */
final class SecretValueConverter implements GenericConverter {

    private static final Set<ConvertiblePair> PAIRS = Set.of(
            new ConvertiblePair(CharSequence.class, SecretValue.class),
            new ConvertiblePair(Number.class, SecretValue.class),
            new ConvertiblePair(Boolean.class, SecretValue.class),
            new ConvertiblePair(BinaryContent.class, SecretValue.class));

    @Override
    public Set<ConvertiblePair> getConvertibleTypes() {
        return PAIRS;
    }

    @Override
    public @Nullable Object convert(@Nullable Object source, TypeDescriptor sourceType, TypeDescriptor targetType) {
        if (source == null) {
            return null;
        }
        return (source instanceof BinaryContent binary)
                ? SecretValue.owning(binary.exposeBytes())
                : SecretValue.owning(source.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "SecretValueConverter";
    }
}
