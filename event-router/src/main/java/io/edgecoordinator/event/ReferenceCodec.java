package io.edgecoordinator.event;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.MessageCodec;

/**
 * Hands an object over the event bus as it is: on one machine a message costs a reference, not a
 * copy. What travels so must be immutable, or given away by its sender.
 */
public final class ReferenceCodec<T> implements MessageCodec<T, T> {

  private final String name;

  private ReferenceCodec(String name) {
    this.name = name;
  }

  /** Lets objects of the type travel over the bus of a Vert.x. To be called once for each. */
  public static <T> void register(Vertx vertx, Class<T> type) {
    EventBus bus = vertx.eventBus();
    bus.registerDefaultCodec(type, new ReferenceCodec<>(type.getName()));
  }

  @Override
  public T transform(T object) {
    return object;
  }

  @Override
  public void encodeToWire(Buffer buffer, T object) {
    throw new UnsupportedOperationException(name + " does not leave this process");
  }

  @Override
  public T decodeFromWire(int position, Buffer buffer) {
    throw new UnsupportedOperationException(name + " does not enter this process");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public byte systemCodecID() {
    return -1;
  }
}
