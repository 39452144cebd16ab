package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.BundleException;
import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.config.ListenException;
import io.edgecoordinator.sqlite.StoreException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The command line: finds the command, and turns what goes wrong into one line and a status. */
public final class Main {

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  private static final List<Subcommand> COMMANDS =
      List.of(
          new Subcommand("run", RunCommand::create),
          new Subcommand("check", CheckCommand::new),
          new Subcommand("pack", PackCommand::new),
          new Subcommand("sign", SignCommand::new),
          new Subcommand("keygen", KeygenCommand::new),
          new Subcommand("deploy", DeployCommand::new),
          new Subcommand("deployments", DeploymentsCommand::new),
          new Subcommand("rollback", RollbackCommand::new),
          new Subcommand("explain", ExplainCommand::new),
          new Subcommand("invoke", InvokeCommand::new),
          new Subcommand("tasks", TasksCommand::new),
          new Subcommand("logs", LogsCommand::new),
          new Subcommand("flows", FlowsCommand::new),
          new Subcommand("shadows", ShadowsCommand::new),
          new Subcommand("devices", DevicesCommand::new),
          new Subcommand("deliveries", DeliveriesCommand::new),
          new Subcommand("upstreams", UpstreamsCommand::new),
          new Subcommand("tail", TailCommand::new),
          new Subcommand("backup", BackupCommand::new),
          new Subcommand("restore", RestoreCommand::new),
          new Subcommand("doctor", DoctorCommand::new),
          new Subcommand("fleet", FleetCommand::new),
          new Subcommand("passwd", PasswdCommand::new));

  private Main() {}

  /** Runs a command and ends the process. */
  public static void main(String[] args) {
    System.exit(run(List.of(), args));
  }

  /**
   * Runs a command.
   *
   * @param more commands to be offered beside the coordinator's own, before them in the help
   * @return the exit status: 0, 1 if the command failed, 2 if it was used wrongly
   */
  public static int run(List<Subcommand> more, String... args) {
    return execute(commandLine(more, args), args);
  }

  /** Runs one of the coordinator's own commands, with other streams. */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return execute(commandLine(List.of(), args).setOut(out).setErr(err), args);
  }

  private static int execute(CommandLine commands, String... args) {
    return commands
        .setExecutionExceptionHandler((thrown, command, parsed) -> report(command.getErr(), thrown))
        .setParameterExceptionHandler((wrong, rest) -> explainUsage(wrong))
        .execute(args);
  }

  private static CommandLine commandLine(List<Subcommand> more, String[] args) {
    CommandLine root = new CommandLine(root());
    List<Subcommand> all = Stream.concat(more.stream(), COMMANDS.stream()).toList();
    List<Subcommand> called =
        all.stream().filter(command -> args.length > 0 && command.name().equals(args[0])).toList();
    for (Subcommand command : called.isEmpty() ? all : called) {
      root.addSubcommand(command.name(), command.create().get());
    }
    return root.registerConverter(HostPort.class, Main::hostPort);
  }

  private static HostPort hostPort(String text) {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException wrong) {
      throw new CommandLine.TypeConversionException(wrong.getMessage());
    }
  }

  private static int report(PrintWriter err, Exception thrown) {
    err.println(
        "coordinator: "
            + switch (thrown) {
              case Failure failure -> failure.getMessage();
              case ConfigurationException wrong -> wrong.getMessage();
              case ListenException inUse -> inUse.getMessage();
              case BundleException wrong -> wrong.getMessage();
              case StoreException unusable -> unusable.getMessage();
              default -> "this should not happen, please report it: " + withPlace(thrown);
            });
    return FAILED;
  }

  private static String withPlace(Exception thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    String text = thrown.toString().replace('\n', ' ');
    return trace.length == 0 ? text : text + " at " + trace[0];
  }

  private static int explainUsage(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    err.println(name + ": " + wrong.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err)) {
      err.println("See `" + name + " --help`.");
    }
    return WRONG_USAGE;
  }

  private static CommandSpec root() {
    CommandSpec root = CommandSpec.create().name("coordinator").version("Edge Coordinator 0.1.0");
    root.addOption(
        OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this help.").build());
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .description("Show the version.")
            .build());
    root.usageMessage()
        .synopsisSubcommandLabel("COMMAND")
        .description("Routes the events of local devices to tasks, on a gateway box.")
        .commandListHeading("%nCommands:%n")
        .footer(
            "",
            "Exit status: 0, or 1 with one line that says what is wrong, or 2 for wrong usage.",
            "`coordinator COMMAND --help` explains a command.");
    return root;
  }
}
