package io.edgecoordinator;

import io.edgecoordinator.config.ConfigurationLoader;
import io.edgecoordinator.config.HostPort;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A whole coordinator without bundles, on free ports, until it is closed. */
public final class RunningCoordinator implements AutoCloseable {

  private final Coordinator coordinator;
  private final Endpoints endpoints;

  /** Starts a coordinator that keeps what it has in a folder. */
  public RunningCoordinator(Path data) {
    this(data, Map.of());
  }

  /** Starts a coordinator that keeps what it has in a folder, with some keys set. */
  public RunningCoordinator(Path data, Map<String, String> settings) {
    this(new ConfigurationLoader(), data, settings);
  }

  /** Starts a coordinator that keeps what it has in a folder, with a file of configuration. */
  public RunningCoordinator(Path data, Path file) {
    this(new ConfigurationLoader().file(file), data, Map.of());
  }

  private RunningCoordinator(ConfigurationLoader loader, Path data, Map<String, String> settings) {
    loader.set("data", data.toString(), "");
    loader.set("mqtt.listen", "127.0.0.1:0", "");
    loader.set("http.listen", "127.0.0.1:0", "");
    settings.forEach((key, value) -> loader.set(key, value, key));
    coordinator = new Coordinator(loader.load());
    endpoints = coordinator.start().await();
  }

  /** Returns where the HTTP API is. */
  public HostPort http() {
    return endpoints.http();
  }

  /** Returns where devices connect. */
  public HostPort mqtt() {
    return endpoints.mqtt();
  }

  @Override
  public void close() {
    coordinator.stop().timeout(30, TimeUnit.SECONDS).await();
  }
}
