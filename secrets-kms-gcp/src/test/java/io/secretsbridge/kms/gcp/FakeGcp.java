package io.secretsbridge.kms.gcp;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.protobuf.ByteString;
import com.google.protobuf.Int64Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import io.secretsbridge.test.FakeKeyService;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.CRC32C;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Speaks the REST form of Google Cloud KMS v1, {@code encrypt} and {@code decrypt}, and a token server's, with real AES-GCM and real
 * checksums. A key has versions; decryption finds the one that encrypted.
 */
public final class FakeGcp extends FakeKeyService {

    /**
     * A request as it came in.
     *
     * @param path the path of the URL
     * @param authorization the header, or an empty text
     * @param body the body
     */
    public record Request(String path, String authorization, String body) {}

    private static final SecureRandom RANDOM = new SecureRandom();

    final List<Request> requests = new CopyOnWriteArrayList<>();

    private final Map<String, List<byte[]>> keys = new ConcurrentHashMap<>();

    /** Adds a key with one version, or a version to a key that is there, which becomes the primary one. */
    public void addVersion(String resourceId) {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        this.keys
                .computeIfAbsent(resourceId, (id) -> new CopyOnWriteArrayList<>())
                .add(key);
    }

    static Fault error(int code, String status, String reason) {
        return text(
                code,
                "{\"error\":{\"code\":" + code + ",\"message\":\"words of the service\",\"status\":\"" + status + "\""
                        + (reason.isEmpty()
                                ? ""
                                : ",\"details\":[{\"@type\":\"type.googleapis.com/google.rpc.ErrorInfo\",\"reason\":\""
                                        + reason + "\",\"domain\":\"googleapis.com\"}]")
                        + "}}");
    }

    @Override
    protected void handle(HttpExchange exchange, String body) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        this.requests.add(new Request(path, (authorization != null) ? authorization : "", body));
        if (path.equals("/token")) {
            send(
                    exchange,
                    200,
                    "{\"access_token\":\"of-the-token-server\",\"expires_in\":3600,\"token_type\":\"Bearer\"}");
            return;
        }
        if (misbehaves(exchange)) {
            return;
        }
        if (path.endsWith(":encrypt")) {
            EncryptRequest.Builder request = EncryptRequest.newBuilder();
            parse(body, request);
            respond(exchange, encrypt(request.setName(name(path)).build()));
        } else {
            DecryptRequest.Builder request = DecryptRequest.newBuilder();
            parse(body, request);
            respond(exchange, decrypt(request.setName(name(path)).build()));
        }
    }

    private static String name(String path) {
        return path.substring("/v1/".length(), path.lastIndexOf(':'));
    }

    private static void parse(String body, com.google.protobuf.Message.Builder into) throws IOException {
        try {
            JsonFormat.parser().merge(body, into);
        } catch (InvalidProtocolBufferException ex) {
            throw new IOException("the request is no JSON", ex);
        }
    }

    private static void respond(HttpExchange exchange, Object answer) throws IOException {
        if (answer instanceof MessageOrBuilder message) {
            send(exchange, 200, JsonFormat.printer().print(message));
        } else {
            String status = String.valueOf(answer);
            error(status.equals("NOT_FOUND") ? 404 : 400, status, "").answer(exchange);
        }
    }

    /** Returns the answer, or the name of a status. */
    Object encrypt(EncryptRequest request) {
        int at = request.getName().indexOf("/cryptoKeyVersions/");
        String key = (at < 0) ? request.getName() : request.getName().substring(0, at);
        List<byte[]> versions = this.keys.get(key);
        if (versions == null) {
            return "NOT_FOUND";
        }
        int version = (at < 0)
                ? versions.size()
                : Integer.parseInt(request.getName().substring(at + "/cryptoKeyVersions/".length()));
        if (request.hasPlaintextCrc32C()
                && request.getPlaintextCrc32C().getValue() != checksum(request.getPlaintext())) {
            return "INVALID_ARGUMENT";
        }
        byte[] iv = new byte[12];
        RANDOM.nextBytes(iv);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, versions.get(version - 1), iv)
                    .doFinal(request.getPlaintext().toByteArray());
            ByteString ciphertext = ByteString.copyFrom(new byte[] {(byte) version})
                    .concat(ByteString.copyFrom(iv))
                    .concat(ByteString.copyFrom(sealed));
            return EncryptResponse.newBuilder()
                    .setName(key + "/cryptoKeyVersions/" + version)
                    .setCiphertext(ciphertext)
                    .setCiphertextCrc32C(Int64Value.of(checksum(ciphertext)))
                    .setVerifiedPlaintextCrc32C(request.hasPlaintextCrc32C())
                    .build();
        } catch (GeneralSecurityException ex) {
            throw new IllegalStateException(ex);
        }
    }

    /** Returns the answer, or the name of a status. */
    Object decrypt(DecryptRequest request) {
        List<byte[]> versions = this.keys.get(request.getName());
        if (versions == null) {
            return "NOT_FOUND";
        }
        ByteString blob = request.getCiphertext();
        if (blob.size() < 29 || blob.byteAt(0) < 1 || blob.byteAt(0) > versions.size()) {
            return "INVALID_ARGUMENT";
        }
        if (request.hasCiphertextCrc32C() && request.getCiphertextCrc32C().getValue() != checksum(blob)) {
            return "INVALID_ARGUMENT";
        }
        try {
            byte[] iv = blob.substring(1, 13).toByteArray();
            ByteString plaintext = ByteString.copyFrom(cipher(Cipher.DECRYPT_MODE, versions.get(blob.byteAt(0) - 1), iv)
                    .doFinal(blob.substring(13).toByteArray()));
            return DecryptResponse.newBuilder()
                    .setPlaintext(plaintext)
                    .setPlaintextCrc32C(Int64Value.of(checksum(plaintext)))
                    .setUsedPrimary(blob.byteAt(0) == versions.size())
                    .build();
        } catch (GeneralSecurityException ex) {
            return "INVALID_ARGUMENT";
        }
    }

    private static Cipher cipher(int mode, byte[] key, byte[] iv) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
        return cipher;
    }

    private static long checksum(ByteString bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.asReadOnlyByteBuffer());
        return checksum.getValue();
    }
}
