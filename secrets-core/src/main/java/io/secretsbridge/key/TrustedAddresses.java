package io.secretsbridge.key;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of key services that configuration allows. A file names the service that wrapped its key, whoever wrote the file;
 * a credential goes only where this says. Immutable.
 *
 * <p>Each is one of
 *
 * <ul>
 * <li>{@code https://vault.example.com:8200}: this scheme, host and port, any path. Without a port, the port of the scheme;
 * <li>{@code *.vault.azure.net}: {@code https}, port 443, and one host name below this domain;
 * <li>{@code vault.example.com}: {@code https}, port 443 and this host.
 * </ul>
 *
 * <p>Hosts are compared as they are written, but for upper and lower case: {@code vault.example.com.} with a dot at its end is another
 * one, to DNS and in certificates, and so is another spelling of an IP address. A name with letters beyond ASCII is written in its
 * {@code xn--} form.
 */
public final class TrustedAddresses {

    private static final String WILDCARD = "*.";

    /** Every address, for the command line under the name {@code sops}, which has rules of its own. */
    public static final TrustedAddresses ALL = new TrustedAddresses(null);

    /** No address. */
    public static final TrustedAddresses NONE = new TrustedAddresses(List.of());

    /** One rule; the host begins with a dot when any host name right below it is meant. */
    private record Rule(String scheme, String host, int port) {

        boolean allows(String otherScheme, String otherHost, int otherPort) {
            if (!this.scheme.equals(otherScheme) || this.port != otherPort) {
                return false;
            }
            if (!this.host.startsWith(".")) {
                return this.host.equals(otherHost);
            }
            int label = otherHost.length() - this.host.length();
            return label > 0 && otherHost.endsWith(this.host) && otherHost.lastIndexOf('.', label - 1) < 0;
        }
    }

    private final @Nullable List<Rule> rules;

    private TrustedAddresses(@Nullable List<Rule> rules) {
        this.rules = rules;
    }

    /**
     * Reads addresses.
     *
     * @param texts the addresses, each in one of the forms above
     * @return the addresses
     * @throws SecretsException with reason {@code INVALID_CONFIGURATION} when one has none of the forms
     */
    public static TrustedAddresses of(Collection<String> texts) {
        List<Rule> rules = new ArrayList<>();
        for (String text : texts) {
            rules.add(rule(text.strip()));
        }
        return new TrustedAddresses(List.copyOf(rules));
    }

    private static Rule rule(String text) {
        boolean wildcard = text.startsWith(WILDCARD);
        String address = wildcard ? text.substring(WILDCARD.length()) : text;
        try {
            URI uri = new URI(address.contains("://") ? address : "https://" + address);
            String scheme = scheme(uri);
            String host = host(uri);
            if (scheme != null
                    && host != null
                    && uri.getRawUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (!wildcard || (!address.contains("/") && host.indexOf('.') > 0))) {
                return new Rule(scheme, wildcard ? "." + host : host, port(uri));
            }
        } catch (URISyntaxException ex) {
            // Said below, together with what is no address of a service.
        }
        throw new SecretsException(
                Reason.INVALID_CONFIGURATION,
                Location.NONE,
                (text.contains("@") ? "a text with '@'" : "'" + Texts.safe(text) + "'")
                        + " is no address of a key service",
                "Write https://HOST:PORT, HOST or *.DOMAIN");
    }

    /**
     * Returns whether a credential may go to an address.
     *
     * @param address where a request would go
     * @return whether it is allowed; never when it has no host, carries a user name, or is neither http nor https
     */
    public boolean contain(URI address) {
        String scheme = scheme(address);
        String host = host(address);
        if (scheme == null || host == null || address.getRawUserInfo() != null) {
            return false;
        }
        return this.rules == null || this.rules.stream().anyMatch((rule) -> rule.allows(scheme, host, port(address)));
    }

    private static @Nullable String scheme(URI uri) {
        String scheme = (uri.getScheme() != null) ? uri.getScheme().toLowerCase(Locale.ROOT) : "";
        return (scheme.equals("https") || scheme.equals("http")) ? scheme : null;
    }

    /** The host as clients connect to it, for which only upper and lower case are the same; {@code null} when there is none. */
    private static @Nullable String host(URI uri) {
        return (uri.getHost() != null) ? uri.getHost().toLowerCase(Locale.ROOT) : null;
    }

    private static int port(URI uri) {
        return (uri.getPort() >= 0) ? uri.getPort() : "https".equals(scheme(uri)) ? 443 : 80;
    }

    @Override
    public String toString() {
        return "TrustedAddresses" + ((this.rules == null) ? "[all]" : this.rules);
    }
}
