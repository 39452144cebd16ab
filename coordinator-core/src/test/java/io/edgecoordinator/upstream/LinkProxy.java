package io.edgecoordinator.upstream;

import io.edgecoordinator.config.HostPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A bad network between a client and a server on this machine: it can be cut, frozen and slowed.
 * Methods may be called from any thread.
 */
public final class LinkProxy implements AutoCloseable {

  private static final int PIECE = 4 << 10;

  /** So little that a slow network fills up at its entry, as real ones do, and not in here. */
  private static final int RECEIVE_BUFFER = 16 << 10;

  private final ServerSocket entry;
  private final HostPort target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile boolean frozen;
  private volatile boolean refusing;
  private volatile long bytesPerSecond;

  /** Listens on a free port of loopback, and passes on what comes to a server. */
  public LinkProxy(HostPort target) {
    this.target = target;
    try {
      entry = new ServerSocket();
      entry.setReceiveBufferSize(RECEIVE_BUFFER);
      entry.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 100);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    Thread.ofPlatform().daemon().name("proxy").start(this::accept);
  }

  /** Returns the port to connect to. */
  public int port() {
    return entry.getLocalPort();
  }

  /** Returns how many connections have come so far. */
  public int accepted() {
    return accepted.get();
  }

  /**
   * Drops all bytes both ways, or lets them pass again; no connection is told. What was dropped is
   * gone, so a connection that was frozen while it was used is of no use afterwards.
   */
  public void freeze(boolean newFrozen) {
    frozen = newFrozen;
  }

  /** Hangs up on whoever connects from now on, or no more. */
  public void refuse(boolean newRefusing) {
    refusing = newRefusing;
  }

  /** Passes so many bytes a second on, each way of each connection; 0 for as many as come. */
  public void slow(long newBytesPerSecond) {
    bytesPerSecond = newBytesPerSecond;
  }

  /** Resets all connections (RST). */
  public void cut() {
    sockets.forEach(LinkProxy::reset);
  }

  /** Ends all connections in an orderly way (FIN). */
  public void hangUp() {
    sockets.forEach(LinkProxy::close);
  }

  @Override
  public void close() {
    try {
      entry.close();
    } catch (IOException gone) {
      // which was to be
    }
    hangUp();
  }

  private void accept() {
    while (!entry.isClosed()) {
      try {
        Socket client = entry.accept();
        accepted.incrementAndGet();
        if (refusing) {
          reset(client);
        } else {
          join(client);
        }
      } catch (IOException closed) {
        // the loop ends if it was the entry
      }
    }
  }

  private void join(Socket client) {
    sockets.add(client);
    try {
      Socket server = new Socket(target.host(), target.port());
      sockets.add(server);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      Thread.ofPlatform().daemon().name("proxy up").start(() -> pass(client, server));
      Thread.ofPlatform().daemon().name("proxy down").start(() -> pass(server, client));
    } catch (IOException unreachable) {
      reset(client);
    }
  }

  private void pass(Socket from, Socket to) {
    byte[] buffer = new byte[64 << 10];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        int piece = bytesPerSecond == 0 ? buffer.length : PIECE;
        int count = in.read(buffer, 0, piece);
        if (count < 0) {
          break;
        }
        if (!frozen) {
          delay(count);
          out.write(buffer, 0, count);
        }
      }
    } catch (IOException cut) {
      // so is the other side
    } finally {
      close(from);
      close(to);
      sockets.remove(from);
      sockets.remove(to);
    }
  }

  private void delay(int count) {
    long speed = bytesPerSecond;
    if (speed > 0) {
      LockSupport.parkNanos(count * 1_000_000_000L / speed);
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException closed) {
      // all the better
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException gone) {
      // which was to be
    }
  }
}
