package io.edgecoordinator.task;

import io.edgecoordinator.task.wire.FrameAssembler;
import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.MalformedFrameException;
import io.vertx.core.net.NetSocket;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/** Reads the first frame of a worker, in which it says which one it is. */
final class WorkerHello {

  private WorkerHello() {}

  /**
   * Gives the worker's token, once it has come; a worker says nothing more until it is spoken to.
   */
  static void read(NetSocket socket, Consumer<String> token) {
    FrameAssembler assembler =
        new FrameAssembler((type, reader) -> {
          if (type == FrameType.HELLO) {
            token.accept(reader.readText());
          } else {
            socket.close();
          }
        });
    socket.handler(bytes -> {
      try {
        assembler.feed(ByteBuffer.wrap(bytes.getBytes()));
      } catch (MalformedFrameException stranger) {
        socket.close();
      }
    });
  }
}
