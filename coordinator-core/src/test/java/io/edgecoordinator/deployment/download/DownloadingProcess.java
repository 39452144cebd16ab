package io.edgecoordinator.deployment.download;

import io.edgecoordinator.deployment.DesiredDeployment;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import io.edgecoordinator.deployment.Download;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/** A process to be killed: downloads a bundle, and prints what has come. */
final class DownloadingProcess {

  private DownloadingProcess() {}

  /** Takes the port of the broker, the size of the bundle, its digest, and the file. */
  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    Context loop = vertx.getOrCreateContext();
    Install desired =
        new Install(
            "d-1",
            "cold-chain",
            "1.4.0",
            Long.parseLong(arguments[1]),
            arguments[2],
            null,
            DesiredDeployment.MQTT);
    loop.runOnContext(_ -> {
      BrokerLink link =
          new BrokerLink(vertx, Integer.parseInt(arguments[0]), "coordinators/box-1/");
      link.connect()
          .onSuccess(_ -> {
            Download download =
                new NetworkDownloads(
                        loop, link, null, DownloadLimits.DEFAULT, new DownloadCounters())
                    .of(desired, Path.of(arguments[3]));
            vertx.setPeriodic(5, _ -> System.out.println(download.received()));
            download.start().onComplete(_ -> System.out.println("done"), DownloadingProcess::die);
          })
          .onFailure(DownloadingProcess::die);
    });
  }

  private static void die(Throwable failure) {
    System.out.println(failure);
    System.exit(1);
  }
}
