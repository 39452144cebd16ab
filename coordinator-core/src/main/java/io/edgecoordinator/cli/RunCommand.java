package io.edgecoordinator.cli;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.ConfigurationLoader;
import io.edgecoordinator.config.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs a coordinator until it is told to stop. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs a coordinator. Once it accepts connections it prints one line",
      "`READY mqtt=HOST:PORT http=HOST:PORT`; SIGTERM or Ctrl-C stops it."
    })
final class RunCommand implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Configuration; coordinator.yaml in the current folder if there is one.")
  private @Nullable Path config;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "Folder that holds what must survive a restart (default: data).")
  private @Nullable Path data;

  @Option(
      names = "--mqtt",
      paramLabel = "HOST:PORT",
      description = "Where devices connect (default: 127.0.0.1:1883). Port 0 picks a free one.")
  private @Nullable HostPort mqtt;

  @Option(
      names = "--http",
      paramLabel = "HOST:PORT",
      description = "Where the HTTP API is (default: 127.0.0.1:8080). Port 0 picks a free one.")
  private @Nullable HostPort http;

  @Option(
      names = "--bundle",
      paramLabel = "BUNDLE",
      description = "Bundle to run as it lies there, reloaded when its files change. Repeatable.")
  private List<Path> bundles = new ArrayList<>();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Any key of the configuration, as in --set mqtt.listen=127.0.0.1:1884.")
  private Map<String, String> settings = new LinkedHashMap<>();

  @Override
  public Integer call() throws InterruptedException {
    Coordinator coordinator = new Coordinator(configuration());
    try (StopSignal signal = StopSignal.stops(() -> coordinator.stop().await())) {
      Endpoints endpoints = start(coordinator);
      System.out.println("READY mqtt=" + endpoints.mqtt() + " http=" + endpoints.http());
      signal.await();
    }
    return 0;
  }

  private static Endpoints start(Coordinator coordinator) {
    try {
      return coordinator.start().await();
    } catch (RuntimeException failed) {
      coordinator.stop().await();
      throw failed;
    }
  }

  private Configuration configuration() {
    ConfigurationLoader loader = new ConfigurationLoader();
    if (config == null) {
      loader.fileIfPresent(Path.of("coordinator.yaml"));
    } else {
      loader.file(config);
    }
    loader.environment(System.getenv());
    settings.forEach((key, value) -> loader.set(key, value, "--set " + key));
    if (data != null) {
      loader.set("data", data.toString(), "--data");
    }
    if (mqtt != null) {
      loader.set("mqtt.listen", mqtt.toString(), "--mqtt");
    }
    if (http != null) {
      loader.set("http.listen", http.toString(), "--http");
    }
    return loader.load().withBundles(bundles);
  }
}
