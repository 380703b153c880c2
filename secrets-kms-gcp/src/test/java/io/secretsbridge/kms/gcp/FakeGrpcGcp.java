package io.secretsbridge.kms.gcp;

import com.google.cloud.kms.v1.DecryptRequest;
import com.google.cloud.kms.v1.DecryptResponse;
import com.google.cloud.kms.v1.EncryptRequest;
import com.google.cloud.kms.v1.EncryptResponse;
import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ServerCalls;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.Function;

/** The same keys over gRPC, without TLS. */
final class FakeGrpcGcp implements AutoCloseable {

    private static final String SERVICE = "google.cloud.kms.v1.KeyManagementService";

    private final Server server;

    FakeGrpcGcp(FakeGcp gcp) throws IOException {
        MethodDescriptor<EncryptRequest, EncryptResponse> encrypt =
                method("Encrypt", EncryptRequest.getDefaultInstance(), EncryptResponse.getDefaultInstance());
        MethodDescriptor<DecryptRequest, DecryptResponse> decrypt =
                method("Decrypt", DecryptRequest.getDefaultInstance(), DecryptResponse.getDefaultInstance());
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(ServerServiceDefinition.builder(SERVICE)
                        .addMethod(encrypt, answering(gcp::encrypt, EncryptResponse.class))
                        .addMethod(decrypt, answering(gcp::decrypt, DecryptResponse.class))
                        .build())
                .build()
                .start();
    }

    private static <Q extends Message, A extends Message> MethodDescriptor<Q, A> method(
            String name, Q request, A answer) {
        return MethodDescriptor.<Q, A>newBuilder()
                .setType(MethodDescriptor.MethodType.UNARY)
                .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
                .setRequestMarshaller(ProtoUtils.marshaller(request))
                .setResponseMarshaller(ProtoUtils.marshaller(answer))
                .build();
    }

    private static <Q, A> io.grpc.ServerCallHandler<Q, A> answering(Function<Q, Object> service, Class<A> type) {
        return ServerCalls.asyncUnaryCall((request, observer) -> {
            Object answer = service.apply(request);
            if (type.isInstance(answer)) {
                observer.onNext(type.cast(answer));
                observer.onCompleted();
            } else {
                observer.onError(Status.fromCode(Status.Code.valueOf(String.valueOf(answer)))
                        .asRuntimeException());
            }
        });
    }

    int port() {
        return this.server.getPort();
    }

    @Override
    public void close() {
        this.server.shutdownNow();
    }
}
