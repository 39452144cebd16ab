package io.edgecoordinator.upstream;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.event.*;
import io.vertx.core.*;
import java.net.URI;
import java.time.Clock;
import java.util.List;

/** How many messages a second go to a broker. */
final class LinkBench {
  public static void main(String[] args) throws Exception {
    int count = Integer.parseInt(args[1]);
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    Context loop = vertx.getOrCreateContext();
    var settings =
        new Configuration.Upstream(
            "up",
            URI.create(args[0]),
            "bench",
            null,
            null,
            null,
            "coordinators/bench/",
            false,
            1,
            List.of());
    UpstreamLink link = new UpstreamLink(loop, settings, Clock.systemUTC());
    byte[] payload = new byte[200];
    Promise<Void> done = Promise.promise();
    var sender =
        new UpstreamListener() {
          int sent, answered;
          long t0;
          long failed;

          void fill() {
            while (sent < count && link.room() > 0) {
              sent++;
              var props =
                  new MessageProperties(
                      false,
                      null,
                      null,
                      null,
                      List.of(
                          new MessageProperties.User(
                              "eventId", "0198f2c5-7a00-7000-8000-000000" + sent)));
              link.publish(
                      new OutgoingMessage(
                          "t/" + (sent % 100),
                          Payload.of(payload),
                          QoS.AT_LEAST_ONCE,
                          false,
                          null,
                          props))
                  .onComplete(r -> {
                    if (r.failed()) {
                      failed++;
                    }
                    answered++;
                    if (answered == count) {
                      done.complete();
                    }
                  });
            }
          }

          @Override
          public void connected() {
            if (t0 == 0) t0 = System.nanoTime();
            System.out.println("connected, room " + link.room());
            fill();
          }

          @Override
          public void disconnected() {
            System.out.println("lost " + link.status());
          }

          @Override
          public void roomy() {
            fill();
          }
        };
    for (int round = 0; round < (args.length > 2 ? Integer.parseInt(args[2]) : 1); round++) {
      if (round == 0) {
        loop.runOnContext(_ -> {
          link.listen(sender);
          link.start();
        });
      }
    }
    done.future().toCompletionStage().toCompletableFuture().get();
    double s = (System.nanoTime() - sender.t0) / 1e9;
    System.out.printf(
        "%,d in %.2f s: %,.0f/s failed %d %s%n", count, s, count / s, sender.failed, link.status());
    Promise<Void> stopped = Promise.promise();
    loop.runOnContext(_ -> link.stop().onComplete(stopped));
    long t = System.nanoTime();
    stopped.future().toCompletionStage().toCompletableFuture().get();
    System.out.println("stopped in " + (System.nanoTime() - t) / 1_000_000 + " ms");
    vertx.close().toCompletionStage().toCompletableFuture().get();
    Thread.sleep(300);
    System.out.println("threads " + PahoThreads.running());
  }
}
