package io.edgecoordinator.examples;

import io.edgecoordinator.cli.Failure;
import io.edgecoordinator.cli.StopSignal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A whole gateway in one command: an example's bundle, simulated devices, each hop printed. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "A whole gateway in one command: an example bundle, simulated devices, and each hop of their",
      "events printed. Ctrl-C stops it."
    })
final class DemoCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "EXAMPLE",
      arity = "0..1",
      defaultValue = "cold-chain",
      description = {
        "cold-chain: freezers, a task that watches them, alerts (the default);",
        "thermostat: one that is switched off and on, and its shadow."
      })
  private String example = "cold-chain";

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End by itself after so many seconds.")
  private @Nullable Long seconds;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    CommandLine command = Objects.requireNonNull(spec).commandLine();
    Demo demo =
        switch (example) {
          case "cold-chain" -> new ColdChainDemo();
          case "thermostat" -> new ThermostatDemo();
          default ->
              throw new ParameterException(
                  command, "there is no demo \"" + example + "\"; there is cold-chain, thermostat");
        };
    DemoGateway gateway = DemoGateway.start(demo, bundle(), command.getOut());
    try (gateway;
        StopSignal signal = StopSignal.stops(gateway::close)) {
      if (seconds == null) {
        signal.await();
      } else {
        TimeUnit.SECONDS.sleep(seconds);
      }
    }
    return 0;
  }

  /**
   * Returns the folder of the example in the checkout, so that what is edited there is in force.
   */
  private Path bundle() {
    Path dist = Path.of(System.getProperty("coordinator.home", "examples/target/dist"));
    Path bundle = dist.resolve("../../" + example).toAbsolutePath().normalize();
    if (!Files.isDirectory(bundle)) {
      throw new Failure("there is no " + bundle + ": run the demo from a checkout");
    }
    return bundle;
  }
}
