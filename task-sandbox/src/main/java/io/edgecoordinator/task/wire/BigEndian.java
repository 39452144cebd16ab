package io.edgecoordinator.task.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers of 32 bits in an array of bytes, the highest byte first. */
final class BigEndian {

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  static int read(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static void write(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }
}
