package io.edgecoordinator.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The socket of one connection, TLS or not, which can be closed at any moment by anybody: the plain
 * socket under the TLS is closed, which waits for nobody.
 */
final class LinkSocket extends Socket {

  /**
   * Bytes that the system keeps for a slow link. What is in there gives no sign of life while it
   * waits, so it must be so little that a slow link carries it within the time for an answer.
   */
  private static final int SEND_BUFFER = 64 << 10;

  private final String host;
  private final @Nullable SSLContext tls;
  private final Consumer<Runnable> threads;
  private final UnaryOperator<InputStream> filter;
  private volatile Socket plain = new Socket();
  private boolean closed;
  private @Nullable Inflow in;
  private @Nullable InputStream filtered;
  private @Nullable Outflow out;

  /**
   * Creates a socket that is not connected yet.
   *
   * @param host the name that the broker's certificate must bear
   * @param tls null for none
   * @param threads starts a thread
   * @param filter put around what comes in
   */
  LinkSocket(
      String host,
      @Nullable SSLContext tls,
      Consumer<Runnable> threads,
      UnaryOperator<InputStream> filter) {
    this.host = host;
    this.tls = tls;
    this.threads = threads;
    this.filter = filter;
  }

  /** Tries all addresses of the host in turn. */
  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    int port = ((InetSocketAddress) endpoint).getPort();
    connectAny(InetAddress.getAllByName(host), port, timeoutMillis);
    Socket secured = tls == null ? plain : handshake(tls, port, timeoutMillis);
    CountDownLatch asked = new CountDownLatch(1);
    Inflow inflow = new Inflow(secured.getInputStream(), asked);
    Outflow outflow = new Outflow(secured.getOutputStream(), asked);
    synchronized (this) {
      in = inflow;
      filtered = filter.apply(inflow);
      out = outflow;
    }
    threads.accept(outflow::drain);
    if (plain.isClosed()) {
      close();
    }
  }

  private void connectAny(InetAddress[] addresses, int port, int timeoutMillis) throws IOException {
    for (int i = 0; i < addresses.length; i++) {
      begin(new Socket());
      try {
        int share = Math.max(1, timeoutMillis / (addresses.length - i));
        plain.connect(new InetSocketAddress(addresses[i], port), share);
        return;
      } catch (IOException failed) {
        plain.close();
        if (i == addresses.length - 1) {
          throw failed;
        }
      }
    }
  }

  private synchronized void begin(Socket next) throws IOException {
    plain = next;
    if (closed) {
      next.close();
    }
    next.setTcpNoDelay(true);
    next.setSendBufferSize(SEND_BUFFER);
  }

  private Socket handshake(SSLContext context, int port, int timeoutMillis) throws IOException {
    SSLSocket secured =
        (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    secured.setSSLParameters(parameters);
    plain.setSoTimeout(timeoutMillis);
    secured.startHandshake();
    plain.setSoTimeout(0);
    return secured;
  }

  /** Returns when something was last seen to get through, or 0 if nothing is known. */
  synchronized long lastSign() {
    if (in == null || out == null) {
      return System.nanoTime() - TimeUnit.DAYS.toNanos(1);
    }
    long read = in.lastRead();
    long written = out.lastSlowWrite();
    return read - written > 0 ? read : written;
  }

  /** Returns the broker's answer to our CONNECT, or null if it has not come. */
  synchronized @Nullable ConnAck greeting() {
    return in == null ? null : in.greeting();
  }

  @Override
  public synchronized InputStream getInputStream() throws IOException {
    if (filtered == null) {
      throw new IOException("not connected");
    }
    return filtered;
  }

  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    if (out == null) {
      throw new IOException("not connected");
    }
    return out;
  }

  /** Does nothing: a read that ends early would tear a packet in two. */
  @Override
  public void setSoTimeout(int millis) {}

  @Override
  public void shutdownInput() {}

  /** Ends the connection; what is not sent yet is thrown away. */
  void abort() {
    try {
      plain.setSoLinger(true, 0);
    } catch (IOException closed) {
      // all the better
    }
    close();
  }

  @Override
  public void close() {
    Outflow outflow;
    synchronized (this) {
      closed = true;
      outflow = out;
    }
    if (outflow != null) {
      outflow.close();
    }
    try {
      plain.close();
    } catch (IOException gone) {
      // which is what was wanted
    }
  }

  @Override
  public boolean isClosed() {
    return plain.isClosed();
  }
}
