package io.edgecoordinator.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What comes from a socket, read in large pieces: the client reads byte by byte. Waits for ever;
 * only closing the socket ends that, so a packet is never left half read. The broker's first packet
 * is read here, see {@link ConnAck}.
 */
final class Inflow extends InputStream {

  private static final int CAPACITY = 64 << 10;

  /** The longest that the client may take for its start, in seconds. */
  private static final int START = 5;

  private final InputStream in;
  private final CountDownLatch asked;
  private final byte[] buffer = new byte[CAPACITY];
  private volatile @Nullable ConnAck greeting;
  private int position;
  private int end;
  private volatile long lastRead = System.nanoTime();

  /**
   * @param asked comes when the CONNECT is written
   */
  Inflow(InputStream in, CountDownLatch asked) {
    this.in = in;
    this.asked = asked;
  }

  /** Returns when the last byte came, by {@link System#nanoTime}. */
  long lastRead() {
    return lastRead;
  }

  /** Returns the broker's first packet, or null if it has not come. */
  @Nullable ConnAck greeting() {
    return greeting;
  }

  private boolean fill() throws IOException {
    int count = greeting == null ? greet() : in.read(buffer);
    position = 0;
    end = Math.max(count, 0);
    lastRead = System.nanoTime();
    return count > 0;
  }

  /**
   * Reads the broker's answer, and not before it was asked: if the first read fails while the
   * client still starts its threads, one of them waits for this one for ever.
   */
  private int greet() throws IOException {
    try {
      if (!asked.await(START, TimeUnit.SECONDS)) {
        throw new IOException("the client did not start in time");
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
    ConnAck read = ConnAck.read(in);
    greeting = read;
    byte[] plain = read.plain();
    System.arraycopy(plain, 0, buffer, 0, plain.length);
    return plain.length;
  }

  @Override
  public int read() throws IOException {
    return position < end || fill() ? buffer[position++] & 0xFF : -1;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (position >= end && !fill()) {
      return -1;
    }
    int count = Math.min(length, end - position);
    System.arraycopy(buffer, position, target, offset, count);
    position += count;
    return count;
  }

  @Override
  public int available() {
    return end - position;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
