package io.secretsbridge.lint.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The variables that an object brings into an environment, in each of the forms that they are written in. */
public final class Variables {

    /** Keys of maps of variables: of Compose, and by custom in the values of charts. */
    private static final Pattern MAPS = Pattern.compile("environment|env|envs|envVars|(extra|additional)Env[A-Za-z]*");

    private Variables() {}

    /**
     * A variable whose value stands there.
     *
     * @param name its name
     * @param value its value
     * @param place where the value stands
     */
    public record Literal(String name, String value, Cursor place) {

        @Override
        public String toString() {
            return this.name;
        }
    }

    /** Returns the variables that say where they take their value from, also those of JSON patches and of maps. */
    public static List<Cursor> references(Manifest manifest) {
        List<Cursor> references = new ArrayList<>();
        manifest.root().walk((place) -> {
            if (place.get("valueFrom").isMapping()) {
                references.add(place);
            }
        });
        return references;
    }

    /** Returns the items of {@code envFrom}, also those of JSON patches. */
    public static List<Cursor> imports(Manifest manifest) {
        List<Cursor> imports = new ArrayList<>();
        manifest.root().walk((place) -> {
            imports.addAll(place.get("envFrom").items());
            if (place.get("path").text().contains("/envFrom")) {
                Cursor value = place.get("value");
                imports.addAll(value.isSequence() ? value.items() : List.of(value));
            }
        });
        return imports;
    }

    /** Returns the variables whose value stands there. */
    public static List<Literal> literals(Manifest manifest) {
        List<Literal> literals = new ArrayList<>();
        manifest.root().walk((place) -> {
            place.get("env").items().forEach((item) -> addItem(item, literals));
            if (place.get("path").text().contains("/env")) {
                Cursor value = place.get("value");
                addItem(value, literals);
                value.items().forEach((item) -> addItem(item, literals));
            }
            if (MAPS.matcher(place.name()).matches()) {
                addMap(place, literals);
            }
        });
        return literals;
    }

    private static void addItem(Cursor item, List<Literal> literals) {
        Cursor value = item.get("value");
        if (item.get("name").isScalar() && value.isScalar()) {
            literals.add(new Literal(item.get("name").text(), value.text(), value));
        }
    }

    private static void addMap(Cursor map, List<Literal> literals) {
        for (Cursor entry : map.entries()) {
            if (entry.isScalar()) {
                literals.add(new Literal(entry.name(), entry.text(), entry));
            }
        }
        for (Cursor item : map.items()) {
            String text = item.isScalar() ? item.text() : "";
            int sign = text.indexOf('=');
            if (sign > 0) {
                literals.add(new Literal(text.substring(0, sign), text.substring(sign + 1), item));
            }
        }
    }
}
