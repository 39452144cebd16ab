package io.edgecoordinator.examples;

import io.edgecoordinator.cli.Failure;
import io.edgecoordinator.cli.StopSignal;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A whole gateway in one command: the cold-chain bundle, simulated freezers, each hop printed. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "A whole gateway in one command: an example bundle, simulated freezers as devices, and each",
      "hop of their events printed. Ctrl-C stops it."
    })
final class DemoCommand implements Callable<Integer> {

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "End by itself after so many seconds.")
  private @Nullable Long seconds;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    DemoGateway gateway = DemoGateway.start(bundle(), out);
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
  private static Path bundle() {
    Path dist = Path.of(System.getProperty("coordinator.home", "examples/target/dist"));
    Path bundle = dist.resolve("../../cold-chain").toAbsolutePath().normalize();
    if (!Files.isDirectory(bundle)) {
      throw new Failure("there is no " + bundle + ": run the demo from a checkout");
    }
    return bundle;
  }
}
