package io.secretsbridge.lint.manifest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A container, or whatever else brings variables into the environment of a process.
 *
 * @param place the map
 */
public record Container(Cursor place) {

    /** Returns the containers of an object, found by their shape. */
    public static List<Container> of(Manifest manifest) {
        List<Container> containers = new ArrayList<>();
        manifest.root().walk((place) -> {
            boolean takes = place.get("envFrom").isSequence()
                    || place.get("env").items().stream().anyMatch(Cursor::isMapping)
                    || ((place.get("command").isSequence() || place.get("args").isSequence())
                            && (place.get("image").exists() || place.get("name").exists()));
            if (takes) {
                containers.add(new Container(place));
            }
        });
        return containers;
    }

    /** Returns its name. */
    public String name() {
        return this.place.get("name").text();
    }

    /** Returns the variables that it names. */
    public List<Cursor> variables() {
        return this.place.get("env").items();
    }

    /** Returns where it takes a whole Secret or ConfigMap from. */
    public List<Cursor> imports() {
        return this.place.get("envFrom").items();
    }

    /** Returns the texts that become parts of a command line, of the container itself and of its probes and hooks. */
    public List<Cursor> commandLines() {
        return Stream.of(
                        this.place.get("command"),
                        this.place.get("args"),
                        this.place.get("livenessProbe", "exec", "command"),
                        this.place.get("readinessProbe", "exec", "command"),
                        this.place.get("startupProbe", "exec", "command"),
                        this.place.get("lifecycle", "postStart", "exec", "command"),
                        this.place.get("lifecycle", "preStop", "exec", "command"))
                .filter(Cursor::exists)
                .toList();
    }

    /** Returns the headers that its probes and hooks send. */
    public List<Cursor> headers() {
        return Stream.of(
                        this.place.get("livenessProbe"),
                        this.place.get("readinessProbe"),
                        this.place.get("startupProbe"),
                        this.place.get("lifecycle", "postStart"),
                        this.place.get("lifecycle", "preStop"))
                .flatMap((probe) -> probe.get("httpGet", "httpHeaders").items().stream())
                .toList();
    }
}
