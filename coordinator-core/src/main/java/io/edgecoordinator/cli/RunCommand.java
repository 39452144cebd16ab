package io.edgecoordinator.cli;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.Endpoints;
import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.ConfigurationLoader;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.config.ListenException;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * Runs a coordinator until it is told to stop. Unlike the other commands it describes itself
 * without annotations: to read those takes 150 ms at each start, and this is the command that must
 * be quick.
 */
final class RunCommand implements Callable<Integer> {

  private static final String CONFIG = "--config";
  private static final String DATA = "--data";
  private static final String MQTT = "--mqtt";
  private static final String HTTP = "--http";
  private static final String BUNDLE = "--bundle";
  private static final String SET = "--set";

  private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

  private RunCommand() {
    spec.name("run")
        .addOption(
            OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Show this help message and exit.")
                .build());
    spec.usageMessage()
        .description(
            "Runs a coordinator. Once it accepts connections it prints one line",
            "`READY mqtt=HOST:PORT http=HOST:PORT`; SIGTERM or Ctrl-C stops it.");
    option(
        OptionSpec.builder(CONFIG).type(Path.class).paramLabel("FILE"),
        "Configuration; coordinator.yaml in the current folder if there is one.");
    option(
        OptionSpec.builder(DATA).type(Path.class).paramLabel("DIR"),
        "Folder that holds what must survive a restart (default: data).");
    option(
        OptionSpec.builder(MQTT).type(HostPort.class).paramLabel("HOST:PORT"),
        "Where devices connect (default: 127.0.0.1:1883). Port 0 picks a free one.");
    option(
        OptionSpec.builder(HTTP).type(HostPort.class).paramLabel("HOST:PORT"),
        "Where the HTTP API is (default: 127.0.0.1:8080). Port 0 picks a free one.");
    option(
        OptionSpec.builder(BUNDLE).type(List.class).auxiliaryTypes(Path.class).paramLabel("BUNDLE"),
        "Bundle to run as it lies there, reloaded when its files change. Repeatable.");
    option(
        OptionSpec.builder(SET)
            .type(Map.class)
            .auxiliaryTypes(String.class, String.class)
            .paramLabel("KEY=VALUE"),
        "Any key of the configuration, as in --set mqtt.listen=127.0.0.1:1884.");
  }

  static CommandSpec create() {
    return new RunCommand().spec;
  }

  private void option(OptionSpec.Builder option, String description) {
    spec.addOption(option.description(description).build());
  }

  @Override
  public Integer call() {
    Configuration configuration = configuration(spec.commandLine().getParseResult());
    AtomicReference<Coordinator> current = new AtomicReference<>(new Coordinator(configuration));
    try (StopSignal _ = StopSignal.stops(() -> current.get().stop().await())) {
      Endpoints endpoints = start(current.get(), configuration);
      System.out.println("READY mqtt=" + endpoints.mqtt() + " http=" + endpoints.http());
      Configuration again = configuration.at(endpoints.mqtt(), endpoints.http());
      while (true) {
        current.get().restartWanted().await();
        current.get().stop().await();
        current.set(new Coordinator(again));
        start(current.get(), again);
      }
    }
  }

  private static Endpoints start(Coordinator coordinator, Configuration configuration) {
    Future<Endpoints> started = coordinator.start();
    try {
      return started.await();
    } catch (Exception failed) {
      coordinator.stop().await();
      throw switch (failed) {
        case RuntimeException known -> known;
        // The HTTP API speaks for itself.
        case SocketException _, UnknownHostException _ ->
            new ListenException("mqtt", configuration.mqtt().listen(), failed);
        case IOException noStore ->
            new Failure("the coordinator cannot start: " + noStore.getMessage());
        default -> new Failure("the coordinator cannot start: " + failed);
      };
    }
  }

  private static Configuration configuration(ParseResult options) {
    ConfigurationLoader loader = new ConfigurationLoader();
    if (options.hasMatchedOption(CONFIG)) {
      loader.file(options.matchedOptionValue(CONFIG, Path.of("")));
    } else {
      loader.fileIfPresent(Path.of("coordinator.yaml"));
    }
    loader.environment(System.getenv());
    options
        .matchedOptionValue(SET, Map.<String, String>of())
        .forEach((key, value) -> loader.set(key, value, SET + " " + key));
    set(loader, "data", options, DATA);
    set(loader, "mqtt.listen", options, MQTT);
    set(loader, "http.listen", options, HTTP);
    return loader.load().withBundles(options.matchedOptionValue(BUNDLE, List.<Path>of()));
  }

  private static void set(
      ConfigurationLoader loader, String key, ParseResult options, String option) {
    if (options.hasMatchedOption(option)) {
      Object value = options.matchedOption(option).getValue();
      loader.set(key, value.toString(), option);
    }
  }
}
