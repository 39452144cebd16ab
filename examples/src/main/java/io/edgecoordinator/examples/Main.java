package io.edgecoordinator.examples;

import io.edgecoordinator.cli.Subcommand;
import java.util.List;

/** The coordinator's command line, and {@code demo} beside its own commands. */
public final class Main {

  private Main() {}

  /** Runs a command and ends the process. */
  public static void main(String[] args) {
    List<Subcommand> demo = List.of(new Subcommand("demo", DemoCommand::new));
    System.exit(io.edgecoordinator.cli.Main.run(demo, args));
  }
}
