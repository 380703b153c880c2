package io.secretsbridge.detect;

import com.google.re2j.Pattern;

/**
 * The variables by which Kubernetes and Docker announce services. A service called {@code token} makes
 * {@code TOKEN_SERVICE_HOST} and {@code TOKEN_PORT_8080_TCP_ADDR} appear in every pod of its namespace.
 */
final class ServiceLinks {

    private static final Pattern NAME = Pattern.compile(
            ".+_SERVICE_HOST|.+_SERVICE_PORT(_[A-Z0-9_]+)?|.+_PORT|.+_PORT_[0-9]+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?");

    private static final Pattern VALUE =
            Pattern.compile("[0-9]{1,5}|tcp|udp|sctp|[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*"
                    + "|[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)+|None"
                    + "|(tcp|udp|sctp)://(\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9.-]+):[0-9]{1,5}");

    private static final int MAX_VALUE_LENGTH = 300;

    private ServiceLinks() {}

    static boolean isServiceLink(String name, String value) {
        return value.length() <= MAX_VALUE_LENGTH && NAME.matches(name) && VALUE.matches(value);
    }
}
