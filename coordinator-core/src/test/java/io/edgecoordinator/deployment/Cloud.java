package io.edgecoordinator.deployment;

import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.event.MessageProperties;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A broker and what it holds, without a network: what is desired is handed to the box, and archives
 * are there to be fetched. Used on the event loop of the box.
 */
final class Cloud implements Upstream, Downloads {

  final List<DeploymentReport> reports = new CopyOnWriteArrayList<>();
  final List<String> fetched = new CopyOnWriteArrayList<>();
  private final Map<String, byte[]> archives = new HashMap<>();
  private final List<UpstreamListener> listeners = new ArrayList<>();
  private @Nullable Consumer<IncomingMessage> desired;
  boolean connected = true;
  boolean takesReports = true;

  /** Archives of which nothing comes. */
  final List<String> stalled = new CopyOnWriteArrayList<>();

  /** Told of each block that was written, for archives that come in blocks. */
  @Nullable Runnable eachBlock;

  /** Bytes of a block. */
  static final int BLOCK = 100;

  /** Why nothing can be fetched. */
  @Nullable String outage;

  void hold(TestBundle.Announced bundle) {
    archives.put(bundle.install().sha256(), bundle.archive());
  }

  /** Sends something to the box; completes when the box says that it is safe. */
  Future<Void> send(Payload payload) {
    Promise<Void> done = Promise.promise();
    IncomingMessage message =
        new IncomingMessage(
            "coordinators/box/deployments/desired",
            payload,
            QoS.AT_LEAST_ONCE,
            true,
            null,
            MessageProperties.NONE,
            done::tryComplete);
    java.util.Objects.requireNonNull(desired).accept(message);
    return done.future();
  }

  /** The link is lost and made again. */
  void reconnect() {
    listeners.forEach(UpstreamListener::disconnected);
    listeners.forEach(UpstreamListener::connected);
  }

  @Override
  public String name() {
    return "cloud";
  }

  @Override
  public String prefix() {
    return "coordinators/box/";
  }

  @Override
  public boolean isConnected() {
    return connected;
  }

  @Override
  public int room() {
    return connected ? 10 : 0;
  }

  @Override
  public boolean isIdle() {
    return connected;
  }

  @Override
  public Future<Void> publish(OutgoingMessage message) {
    if (!connected || !takesReports) {
      return Future.failedFuture("the link is down");
    }
    reports.add(DeploymentReport.parse(message.payload()));
    return Future.succeededFuture();
  }

  @Override
  public void subscribe(String filter, QoS qos, Consumer<IncomingMessage> receiver) {
    desired = receiver;
  }

  @Override
  public void unsubscribe(String filter) {}

  @Override
  public void listen(UpstreamListener listener) {
    listeners.add(listener);
    listener.connected();
  }

  private void write(byte[] archive, Path file) throws IOException {
    if (eachBlock == null) {
      Files.write(file, archive);
      return;
    }
    int from = Files.exists(file) ? (int) Files.size(file) : 0; // goes on where it stopped
    for (int at = from; at < archive.length; at += BLOCK) {
      byte[] block = Arrays.copyOfRange(archive, at, Math.min(at + BLOCK, archive.length));
      Files.write(file, block, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      eachBlock.run();
    }
  }

  @Override
  public Download of(Install install, Path file) {
    fetched.add(install.sha256());
    return new Download() {

      private final Promise<Void> done = Promise.promise();

      @Override
      public Future<Void> start() {
        byte[] archive = archives.get(install.sha256());
        if (outage != null) {
          done.fail(outage);
        } else if (archive == null) {
          done.fail("there is no such archive");
        } else if (!stalled.contains(install.sha256())) {
          try {
            write(archive, file);
            done.complete();
          } catch (IOException e) {
            done.fail(e);
          }
        }
        return done.future();
      }

      @Override
      public void stop() {
        done.tryFail("stopped");
      }

      @Override
      public long received() {
        return done.future().succeeded() ? install.size() : 1;
      }

      @Override
      public String trouble() {
        return "";
      }
    };
  }
}
