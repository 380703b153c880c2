package io.secretsbridge.kms.azure;

import io.secretsbridge.Location;
import io.secretsbridge.SecretsException;
import io.secretsbridge.SecretsException.Reason;
import io.secretsbridge.key.MasterKey;
import io.secretsbridge.tree.MapNode;
import io.secretsbridge.tree.MapNode.Entry;
import io.secretsbridge.tree.ValueNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A key of Azure Key Vault as SOPS names it.
 *
 * @param vaultUrl the address of the vault, without a slash at its end
 * @param name the name of the key
 * @param version the version of the key, or empty
 */
record AzureKey(String vaultUrl, String name, String version) {

    private static final String VAULT_URL = "vault_url";

    private static final String NAME = "name";

    private static final String VERSION = "version";

    private static final Pattern FORM =
            Pattern.compile("(?<vault>https://[^/\\s]{1,300})/keys/(?<name>[^/]+)(?:/(?<version>[^/]*))?");

    /** Names and versions become parts of a URL's path; these are the characters that Azure has for them. */
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9-]{1,127}");

    static AzureKey parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw invalid();
        }
        String version = matcher.group("version");
        return of(matcher.group("vault"), matcher.group("name"), (version != null) ? version : "");
    }

    static AzureKey of(MasterKey masterKey) {
        return of(masterKey.field(VAULT_URL), masterKey.field(NAME), masterKey.field(VERSION));
    }

    private static AzureKey of(String vaultUrl, String name, String version) {
        String vault = vaultUrl.endsWith("/") ? vaultUrl.substring(0, vaultUrl.length() - 1) : vaultUrl;
        try {
            URI uri = new URI(vault);
            if (uri.getHost() != null
                    && uri.getRawPath().isEmpty()
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && PART.matcher(name).matches()
                    && (version.isEmpty() || PART.matcher(version).matches())) {
                return new AzureKey(vault, name, version);
            }
        } catch (URISyntaxException ex) {
            // Said below.
        }
        throw invalid();
    }

    private static SecretsException invalid() {
        return new SecretsException(
                Reason.INVALID_KEY,
                Location.NONE,
                "this is no URL of an Azure Key Vault key",
                "Write https://VAULT.vault.azure.net/keys/NAME or https://VAULT.vault.azure.net/keys/NAME/VERSION");
    }

    URI vault() {
        return URI.create(this.vaultUrl);
    }

    /** Returns the URL by which Azure knows the key. */
    String identifier() {
        String key = this.vaultUrl + "/keys/" + this.name;
        return this.version.isEmpty() ? key : key + "/" + this.version;
    }

    AzureKey withVersion(String newVersion) {
        return of(this.vaultUrl, this.name, newVersion);
    }

    MasterKey toMasterKey() {
        return new MasterKey(
                AzureKeyVaultProvider.KIND,
                MapNode.of(
                        new Entry(NAME, ValueNode.string(this.name)),
                        new Entry(VAULT_URL, ValueNode.string(this.vaultUrl)),
                        new Entry(VERSION, ValueNode.string(this.version))));
    }
}
