package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DeploymentReport;
import io.edgecoordinator.deployment.DeploymentTopics;
import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.IncomingMessage;
import io.edgecoordinator.upstream.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the broker keeps of all boxes, and what they tell from now on. Belongs to the event loop.
 *
 * <p>Nothing says that a broker has sent all it has kept; when nothing has come for {@link
 * #SETTLED_MILLIS} it is taken to be so.
 */
public final class Roster {

  /** So long nothing comes when all that was kept has come. */
  static final long SETTLED_MILLIS = 1_000;

  /** More boxes are not looked at. */
  static final int MOST_BOXES = 10_000;

  private final Vertx vertx;
  private final Upstream upstream;
  private final FleetTopics topics;
  private final Map<String, BoxView> boxes = new TreeMap<>();
  private Consumer<BoxView> listener = _ -> {};
  private long lastNews;
  private int unknown;

  /** Creates a roster that knows nobody. */
  public Roster(Vertx vertx, Upstream upstream, FleetTopics topics) {
    this.vertx = vertx;
    this.upstream = upstream;
    this.topics = topics;
  }

  /** Begins to listen; completes when all that the broker has kept is known. */
  public Future<Void> gather() {
    DeploymentTopics all = topics.all();
    upstream.subscribe(all.connected(), QoS.AT_LEAST_ONCE, this::receive);
    upstream.subscribe(all.status(), QoS.AT_LEAST_ONCE, this::receive);
    upstream.subscribe(all.desired(), QoS.AT_LEAST_ONCE, this::receive);
    Promise<Void> settled = Promise.promise();
    lastNews = System.nanoTime();
    vertx.setPeriodic(
        SETTLED_MILLIS / 10,
        timer -> {
          if (System.nanoTime() - lastNews > SETTLED_MILLIS * 1_000_000) {
            vertx.cancelTimer(timer);
            settled.tryComplete();
          }
        });
    return settled.future();
  }

  /** Has somebody told of each change from now on. */
  public void listen(Consumer<BoxView> newListener) {
    listener = newListener;
  }

  private void receive(IncomingMessage message) {
    message.done().run();
    String id = topics.box(message.topic());
    if (id == null) {
      return;
    }
    BoxView known = boxes.get(id);
    if (known == null && boxes.size() == MOST_BOXES) {
      unknown++;
      return;
    }
    lastNews = System.nanoTime();
    BoxView box = updated(known == null ? BoxView.unknown(id) : known, message);
    boxes.put(id, box);
    listener.accept(box);
  }

  private BoxView updated(BoxView box, IncomingMessage message) {
    DeploymentTopics own = topics.of(box.id());
    if (message.topic().equals(own.connected())) {
      return box.withConnected(message.payload().text().equals("true"));
    }
    try {
      return message.topic().equals(own.status())
          ? box.withReport(DeploymentReport.parse(message.payload()))
          : box.withDesired(
              message.payload().size() == 0 ? null : DesiredDeployment.parse(message.payload()));
    } catch (IllegalArgumentException malformed) {
      return box.withTrouble(String.valueOf(malformed.getMessage()));
    }
  }

  /** Returns the boxes that are known, by id. */
  public List<BoxView> boxes() {
    return List.copyOf(boxes.values());
  }

  /** Returns a box, or null if nothing is known of it. */
  public @Nullable BoxView box(String id) {
    return boxes.get(id);
  }

  /** Returns how many messages were of boxes beyond {@link #MOST_BOXES}. */
  public int tooMany() {
    return unknown;
  }
}
