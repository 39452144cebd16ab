package io.edgecoordinator.examples;

import io.edgecoordinator.cli.Main;
import java.util.List;

/** What the commands do that ask a coordinator or look at a bundle; see {@link Training}. */
public final class ClientTraining {

  private ClientTraining() {}

  /**
   * Runs the commands and ends the process.
   *
   * @param args a coordinator's HTTP address, and the folder of the cold-chain bundle
   */
  public static void main(String[] args) {
    String http = args[0];
    String bundle = args[1];
    run("tasks", "--http", http);
    run("flows", "--http", http);
    run("invoke", "check-freezer", "--payload", "{\"celsius\": 1}", "--http", http);
    run("explain", "--topic", "freezers/a/telemetry", "--payload", "{\"celsius\": 1}", bundle);
    run("check", bundle);
    run("--help");
    System.exit(0);
  }

  private static void run(String... args) {
    if (Main.run(List.of(), args) != 0) {
      System.exit(1);
    }
  }
}
