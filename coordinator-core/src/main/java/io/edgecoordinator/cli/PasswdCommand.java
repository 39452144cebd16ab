package io.edgecoordinator.cli;

import io.edgecoordinator.access.PasswordFile;
import io.edgecoordinator.access.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sets a user's password. */
@Command(
    name = "passwd",
    mixinStandardHelpOptions = true,
    description = {
      "Sets the password of a user, as a hash, in the password file that a policy names. It is asked",
      "for, or is the first line of the standard input if that is no terminal. A coordinator that runs",
      "takes it over by itself."
    })
final class PasswdCommand implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "FILE", description = "Made if it is not there.")
  private Path file = Path.of("");

  @Parameters(index = "1", paramLabel = "USER", description = "Which is the device's name, too.")
  private String user = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    String password = password();
    if (password.isEmpty()) {
      throw new Failure("an empty password: type one, or give one on the standard input");
    }
    try {
      PasswordFile.put(file, user, PasswordHash.of(password));
    } catch (IllegalArgumentException wrong) {
      throw new Failure(String.valueOf(wrong.getMessage()));
    } catch (IOException unwritable) {
      throw new Failure(file + ": cannot be written: " + unwritable);
    }
    Objects.requireNonNull(spec).commandLine().getOut().println(file + ": " + user + " is set");
    return 0;
  }

  @SuppressWarnings("SystemConsoleNull") // Since 25 it is null again where there is no terminal.
  private String password() {
    Console console = System.console();
    return console != null && console.isTerminal() ? ask(console) : read();
  }

  private String ask(Console console) {
    char[] first = console.readPassword("Password of %s: ", user);
    char[] second = console.readPassword("Once more: ");
    if (first == null || !Arrays.equals(first, second)) {
      throw new Failure("the two are not the same: nothing was changed");
    }
    return new String(first);
  }

  private static String read() {
    try {
      String line =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
      return line == null ? "" : line;
    } catch (IOException broken) {
      throw new Failure("the standard input cannot be read: " + broken.getMessage());
    }
  }
}
