package io.edgecoordinator.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.Configuration.ClientTls;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A link on an event loop of its own, for tests that ask it from their own thread. */
final class TestLink implements AutoCloseable {

  static final Duration SECONDS = Duration.ofSeconds(20);

  /** So short that a test need not wait, and long enough for a busy machine. */
  static final LinkLimits QUICK =
      LinkLimits.DEFAULTS.withTimes(
          Duration.ofSeconds(2),
          Duration.ofMillis(200),
          Duration.ofMillis(400),
          Duration.ofMillis(50),
          Duration.ofMillis(200));

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Context loop = vertx.getOrCreateContext();
  final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  final BlockingQueue<IncomingMessage> received = new LinkedBlockingQueue<>();
  final UpstreamLink link;
  private boolean closed;

  TestLink(int port) {
    this(settings(port), QUICK);
  }

  TestLink(Configuration.Upstream settings, LinkLimits limits) {
    link = new UpstreamLink(loop, settings, limits, Clock.systemUTC());
    onLoop(() -> {
      link.listen(
          new UpstreamListener() {
            @Override
            public void connected() {
              told.add("connected");
            }

            @Override
            public void disconnected() {
              told.add("disconnected");
            }
          });
      return true;
    });
  }

  static Configuration.Upstream settings(int port) {
    return settings("mqtt://127.0.0.1:" + port, "box-1", null);
  }

  static Configuration.Upstream settings(String url, String clientId, @Nullable ClientTls tls) {
    return new Configuration.Upstream(
        "cloud",
        URI.create(url),
        clientId,
        tls,
        null,
        null,
        "coordinators/" + clientId + "/",
        false,
        50_000,
        List.of());
  }

  TestLink started() {
    onLoop(() -> {
      link.start();
      return true;
    });
    return this;
  }

  /** Waits until the link is there. */
  TestLink connected() {
    await(() -> onLoop(link::isConnected));
    return this;
  }

  /** Subscribes; if the link is up, the broker knows of it afterwards. */
  void subscribe(String filter) {
    onLoop(() -> {
      link.subscribe(filter, QoS.AT_LEAST_ONCE, received::add);
      return true;
    });
    if (onLoop(link::isConnected)) {
      await(publish("after", "", QoS.AT_LEAST_ONCE));
    }
  }

  IncomingMessage receive() throws InterruptedException {
    IncomingMessage message = received.poll(SECONDS.toSeconds(), TimeUnit.SECONDS);
    assertThat(message).as("a message within %s", SECONDS).isNotNull();
    return message;
  }

  /** Says that a message is safe. */
  void done(IncomingMessage message) {
    onLoop(() -> {
      message.done().run();
      return true;
    });
  }

  Future<Void> publish(String topic, String payload, QoS qos) {
    return publish(new OutgoingMessage(topic, Payload.of(payload), qos, false));
  }

  Future<Void> publish(OutgoingMessage message) {
    Promise<Void> answer = Promise.promise();
    loop.runOnContext(_ -> link.publish(message).onComplete(answer));
    return answer.future();
  }

  LinkStatus status() {
    return onLoop(link::status);
  }

  Future<Void> stopped() {
    Promise<Void> done = Promise.promise();
    loop.runOnContext(_ -> link.stop().onComplete(done));
    return done.future();
  }

  <T> T onLoop(Callable<T> action) {
    Promise<T> done = Promise.promise();
    loop.runOnContext(_ -> {
      try {
        done.complete(action.call());
      } catch (Exception failure) {
        done.fail(failure);
      }
    });
    return await(done.future());
  }

  /** Waits until something is so. */
  static void await(Callable<Boolean> condition) {
    long deadline = System.nanoTime() + SECONDS.toNanos();
    try {
      while (!condition.call()) {
        assertThat(System.nanoTime() - deadline).as("not so within %s", SECONDS).isNegative();
        LockSupport.parkNanos(5_000_000);
      }
    } catch (RuntimeException | Error failure) {
      throw failure;
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  static <T> T await(Future<T> future) {
    return future.timeout(SECONDS.toSeconds(), TimeUnit.SECONDS).await();
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      await(stopped());
      await(vertx.close());
    }
  }
}
