package io.edgecoordinator.upstream;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What goes to a socket. The client flushes after each packet; here a thread of its own writes what
 * has gathered since it last wrote, so under load there are many packets to a write. The client
 * waits when a buffer is full, until the socket takes more or {@link #close}.
 */
final class Outflow extends OutputStream {

  private static final int CAPACITY = 64 << 10;

  /** A piece that the socket took later than this had to wait until others got through. */
  private static final long SLOW_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private final OutputStream out;
  private final CountDownLatch asked;
  private byte[] filling = new byte[CAPACITY];
  private byte[] writing = new byte[CAPACITY];
  private int count;
  private boolean due;
  private boolean closed;
  private @Nullable IOException failure;
  private volatile long lastSlowWrite = System.nanoTime();

  /**
   * @param asked counted down by the first attempt to write something
   */
  Outflow(OutputStream out, CountDownLatch asked) {
    this.out = out;
    this.asked = asked;
  }

  /** Returns when the socket last took something after having been full. */
  long lastSlowWrite() {
    return lastSlowWrite;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] source, int offset, int length) throws IOException {
    asked.countDown();
    int done = 0;
    while (done < length) {
      try {
        while (count == CAPACITY && !closed) {
          due = true;
          notifyAll();
          wait();
        }
      } catch (InterruptedException ended) {
        throw interrupted();
      }
      throwFailure();
      int piece = Math.min(length - done, CAPACITY - count);
      System.arraycopy(source, offset + done, filling, count, piece);
      count += piece;
      done += piece;
    }
  }

  @Override
  public synchronized void flush() throws IOException {
    throwFailure();
    if (!due) {
      due = true;
      notifyAll();
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw new IOException(failure);
    }
    if (closed) {
      throw new IOException("the socket is closed");
    }
  }

  /** Writes until {@link #close} or until the socket fails. */
  void drain() {
    try {
      while (true) {
        int length;
        synchronized (this) {
          while (!(due && count > 0) && !closed) {
            due = false;
            wait();
          }
          if (closed) {
            return;
          }
          byte[] full = filling;
          filling = writing;
          writing = full;
          length = count;
          count = 0;
          due = false;
          notifyAll();
        }
        pass(length);
      }
    } catch (InterruptedException ended) {
      fail(interrupted());
    } catch (IOException broken) {
      fail(broken);
    }
  }

  private synchronized void fail(IOException cause) {
    failure = cause;
    closed = true;
    notifyAll();
  }

  private static IOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted");
  }

  private void pass(int length) throws IOException {
    int piece = 8 << 10;
    for (int from = 0; from < length; from += piece) {
      long began = System.nanoTime();
      out.write(writing, from, Math.min(piece, length - from));
      long ended = System.nanoTime();
      if (ended - began > SLOW_NANOS) {
        lastSlowWrite = ended;
      }
    }
    out.flush();
  }
}
