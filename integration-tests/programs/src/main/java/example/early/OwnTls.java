package example.early;

import java.net.InetAddress;
import java.net.Socket;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/** A context of TLS whose factory of sockets shows by its class where it comes from. */
final class OwnTls extends SSLContext {
  OwnTls() {
    super(new Spi(), null, "own");
  }

  private static IllegalStateException unexpected() {
    return new IllegalStateException("nobody connects by it");
  }

  private static final class Spi extends SSLContextSpi {
    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return new Sockets();
    }

    @Override
    protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random) {}

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      throw unexpected();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      throw unexpected();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      throw unexpected();
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      throw unexpected();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      throw unexpected();
    }
  }

  private static final class Sockets extends SSLSocketFactory {
    @Override
    public String[] getDefaultCipherSuites() {
      return new String[0];
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return new String[0];
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean close) {
      throw unexpected();
    }

    @Override
    public Socket createSocket(String host, int port) {
      throw unexpected();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress from, int fromPort) {
      throw unexpected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
      throw unexpected();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress from, int fromPort) {
      throw unexpected();
    }
  }
}
