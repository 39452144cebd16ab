package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.upstream.OutgoingMessage;
import io.edgecoordinator.upstream.RefusedUpstream;
import io.edgecoordinator.upstream.Upstream;
import io.edgecoordinator.upstream.UpstreamListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Tells boxes what is desired of them, by messages that the broker keeps: as fast as it takes them,
 * and again after the link was lost. Belongs to the event loop.
 */
public final class Announcements {

  private final Upstream upstream;
  private final FleetTopics topics;
  private final Consumer<String> done;
  private final BiConsumer<String, String> refused;
  private final Queue<Announcement> waiting = new ArrayDeque<>();
  private boolean telling;

  private record Announcement(String box, DesiredDeployment desired) {}

  /**
   * Creates the announcements.
   *
   * @param done told the box when the broker has what is for it
   * @param refused told the box and the reason when the broker won't have it
   */
  public Announcements(
      Upstream upstream,
      FleetTopics topics,
      Consumer<String> done,
      BiConsumer<String, String> refused) {
    this.upstream = upstream;
    this.topics = topics;
    this.done = done;
    this.refused = refused;
    upstream.listen(
        new UpstreamListener() {
          @Override
          public void connected() {
            tell();
          }

          @Override
          public void roomy() {
            tell();
          }
        });
  }

  /** Has a box told. */
  public void tell(String box, DesiredDeployment desired) {
    waiting.add(new Announcement(box, desired));
    tell();
  }

  private void tell() {
    if (telling) {
      return;
    }
    telling = true;
    while (upstream.room() > 0 && !waiting.isEmpty()) {
      send(waiting.remove());
    }
    telling = false;
  }

  private void send(Announcement next) {
    upstream
        .publish(
            new OutgoingMessage(
                topics.of(next.box()).desired(), next.desired().payload(), QoS.AT_LEAST_ONCE, true))
        .onComplete(
            _ -> {
              done.accept(next.box());
              tell();
            },
            failure -> {
              if (failure instanceof RefusedUpstream) {
                refused.accept(next.box(), "the broker refuses it: " + failure.getMessage());
              } else {
                // The link is lost; a box that hears of it twice does it once.
                waiting.add(next);
              }
            });
  }
}
