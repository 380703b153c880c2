package io.secretsbridge.kms.vault;

import java.security.KeyManagementException;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections whose certificate must be for one name, whatever the address is. The name in the TLS parameters alone is not enough:
 * when it does not fit, the JDK takes a certificate for the address too, and who can answer at an address can have one for its number.
 */
final class NamedPeer extends SSLContextSpi {

    /** The constructor is not for everybody. */
    private static final class Context extends SSLContext {

        Context(SSLContextSpi spi, SSLContext like) {
            super(spi, like.getProvider(), like.getProtocol());
        }
    }

    private final SSLContext context;

    private final String name;

    private NamedPeer(SSLContext context, String name) {
        this.context = context;
        this.name = name;
    }

    static SSLContext context(SSLContext context, String name) {
        return new Context(new NamedPeer(context, name), context);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
        return this.context.createSSLEngine(this.name, port);
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
        throw new UnsupportedOperationException("A connection has a peer");
    }

    @Override
    protected void engineInit(
            KeyManager @Nullable [] keys, TrustManager @Nullable [] trust, @Nullable SecureRandom random)
            throws KeyManagementException {
        throw new KeyManagementException("It is there already");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
        throw new UnsupportedOperationException("The client uses engines");
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
        throw new UnsupportedOperationException("The client uses engines");
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
        return this.context.getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
        return this.context.getClientSessionContext();
    }

    @Override
    protected SSLParameters engineGetDefaultSSLParameters() {
        return this.context.getDefaultSSLParameters();
    }

    @Override
    protected SSLParameters engineGetSupportedSSLParameters() {
        return this.context.getSupportedSSLParameters();
    }
}
