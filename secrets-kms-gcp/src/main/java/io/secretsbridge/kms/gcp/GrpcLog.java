package io.secretsbridge.kms.gcp;

import io.grpc.netty.shaded.io.netty.util.internal.logging.InternalLoggerFactory;

/** The transport of gRPC logs each frame as it is, data keys included, and cannot be told not to. So it is not used when somebody listens. */
final class GrpcLog {

    /** What the frames are logged by, at the level DEBUG. */
    static final String FRAMES = "io.grpc.netty.shaded.io.grpc.netty.NettyClientHandler";

    /** By it Google's libraries log requests and answers. */
    private static final String REQUESTS = "GOOGLE_SDK_JAVA_LOGGING";

    private GrpcLog() {}

    static void refuseDataKeys() {
        if (InternalLoggerFactory.getInstance(FRAMES).isDebugEnabled()) {
            throw refused("Set the level of the logger " + FRAMES + " to INFO");
        }
        if ("true".equalsIgnoreCase(System.getenv(REQUESTS))) {
            throw refused("Unset " + REQUESTS);
        }
    }

    private static RuntimeException refused(String action) {
        return GcpClients.invalid(
                "gRPC is told to log what it sends and gets, and with it the data key", action + ", or use rest");
    }
}
