package io.secretsbridge.kms.aws;

import com.sun.net.httpserver.HttpExchange;
import io.secretsbridge.test.FakeKeyService;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.protocols.jsoncore.JsonNodeParser;

/**
 * Speaks the JSON protocol of KMS ({@code TrentService.Encrypt} and {@code Decrypt}) and the query protocol of STS, with real AES-GCM
 * over the encryption context. It knows no policy but the list of identities that may use a key.
 */
final class FakeAws extends FakeKeyService {

    /** A request as it came in. */
    record Request(
            String operation, String accessKey, String scope, String keyId, Map<String, String> context, String body) {}

    private static final Pattern CREDENTIAL = Pattern.compile("Credential=([^/]+)/[0-9]+/([^/]+/[^/]+)/aws4_request");

    private static final SecureRandom RANDOM = new SecureRandom();

    final List<Request> requests = new CopyOnWriteArrayList<>();

    private final Map<String, byte[]> keys = new ConcurrentHashMap<>();

    private final Map<String, String> aliases = new ConcurrentHashMap<>();

    void addKey(String arn) {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        this.keys.put(arn, key);
    }

    /** Makes the same key material known in another region. */
    void replicate(String arn, String replica) {
        this.keys.put(replica, this.keys.get(arn));
    }

    void addAlias(String alias, String arn) {
        this.aliases.put(alias, arn);
    }

    static Fault error(int status, String code) {
        return (exchange) -> send(exchange, status, error(code));
    }

    @Override
    protected void handle(HttpExchange exchange, String body) throws IOException {
        exchange.getResponseHeaders().add("x-amzn-RequestId", "11111111-2222");
        String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
        Matcher credential =
                CREDENTIAL.matcher(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        boolean signed = credential.find();
        String accessKey = signed ? credential.group(1) : "";
        String scope = signed ? credential.group(2) : "";
        if (target == null) {
            Map<String, String> form = form(body);
            this.requests.add(new Request(
                    form.getOrDefault("Action", ""),
                    accessKey,
                    scope,
                    form.getOrDefault("RoleArn", ""),
                    Map.of(),
                    body));
            if (!misbehaves(exchange)) {
                sts(exchange, form);
            }
            return;
        }
        JsonNode json = JsonNodeParser.create().parse(body);
        Map<String, String> context = new TreeMap<>();
        json.field("EncryptionContext")
                .ifPresent((node) -> node.asObject().forEach((name, value) -> context.put(name, value.asString())));
        String keyId = json.field("KeyId").map(JsonNode::asString).orElse("");
        String operation = target.substring(target.indexOf('.') + 1);
        this.requests.add(new Request(operation, accessKey, scope, keyId, context, body));
        if (misbehaves(exchange)) {
            return;
        }
        String arn = this.aliases.getOrDefault(keyId, keyId);
        if (!this.keys.containsKey(arn)) {
            send(exchange, 400, error("NotFoundException"));
        } else {
            crypt(exchange, operation, arn, context, json);
        }
    }

    private void crypt(HttpExchange exchange, String operation, String arn, Map<String, String> context, JsonNode json)
            throws IOException {
        boolean encrypts = operation.equals("Encrypt");
        byte[] input = Base64.getDecoder()
                .decode(json.field(encrypts ? "Plaintext" : "CiphertextBlob")
                        .orElseThrow()
                        .asString());
        try {
            byte[] output = encrypts ? encrypt(arn, context, input) : decrypt(arn, context, input);
            send(
                    exchange,
                    200,
                    "{\"KeyId\":\"" + arn + "\",\"" + (encrypts ? "CiphertextBlob" : "Plaintext") + "\":\""
                            + Base64.getEncoder().encodeToString(output)
                            + "\",\"EncryptionAlgorithm\":\"SYMMETRIC_DEFAULT\"}");
        } catch (GeneralSecurityException | IllegalArgumentException ex) {
            send(exchange, 400, error("InvalidCiphertextException"));
        }
    }

    private byte[] encrypt(String arn, Map<String, String> context, byte[] plain) throws GeneralSecurityException {
        byte[] iv = new byte[12];
        RANDOM.nextBytes(iv);
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, arn, iv, context).doFinal(plain);
        return ByteBuffer.allocate(iv.length + sealed.length)
                .put(iv)
                .put(sealed)
                .array();
    }

    private byte[] decrypt(String arn, Map<String, String> context, byte[] blob) throws GeneralSecurityException {
        byte[] iv = Arrays.copyOf(blob, 12);
        return cipher(Cipher.DECRYPT_MODE, arn, iv, context).doFinal(blob, 12, Math.max(0, blob.length - 12));
    }

    private Cipher cipher(int mode, String arn, byte[] iv, Map<String, String> context)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(this.keys.get(arn), "AES"), new GCMParameterSpec(128, iv));
        context.forEach((name, value) -> {
            cipher.updateAAD(ByteBuffer.allocate(4).putInt(0, name.length()));
            cipher.updateAAD((name + value).getBytes(StandardCharsets.UTF_8));
        });
        return cipher;
    }

    private static void sts(HttpExchange exchange, Map<String, String> form) throws IOException {
        String action = form.get("Action");
        String role = form.get("RoleArn");
        if (role.contains("denied")) {
            send(
                    exchange,
                    403,
                    "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error>"
                            + "<RequestId>r-1</RequestId></ErrorResponse>");
            return;
        }
        String id = "ASIA" + role.substring(role.lastIndexOf('/') + 1);
        send(
                exchange,
                200,
                "<" + action + "Response xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><" + action + "Result>"
                        + "<Credentials><AccessKeyId>" + id + "</AccessKeyId><SecretAccessKey>s</SecretAccessKey>"
                        + "<SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>"
                        + "<AssumedRoleUser><Arn>" + role + "/" + form.get("RoleSessionName")
                        + "</Arn><AssumedRoleId>x</AssumedRoleId></AssumedRoleUser>" + "</" + action + "Result></"
                        + action + "Response>");
    }

    private static Map<String, String> form(String body) {
        Map<String, String> form = new HashMap<>();
        for (String pair : body.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            form.put(parts[0], URLDecoder.decode((parts.length > 1) ? parts[1] : "", StandardCharsets.UTF_8));
        }
        return form;
    }

    private static String error(String code) {
        return "{\"__type\":\"" + code + "\",\"message\":\"words of the service\"}";
    }
}
