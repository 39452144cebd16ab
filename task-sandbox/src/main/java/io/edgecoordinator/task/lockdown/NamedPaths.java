package io.edgecoordinator.task.lockdown;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.stream.Stream;

/**
 * The files a Java process needs, read off its command line: what its arguments name, and its JDK.
 * So nobody has to say twice what is on the class path.
 */
public final class NamedPaths {

  private NamedPaths() {}

  /**
   * Returns the existing files and folders that are named by an absolute path, as an argument,
   * after the {@code =} in one, or in a list of paths.
   */
  public static Set<Path> in(List<String> arguments) {
    Set<Path> paths = new LinkedHashSet<>();
    for (String argument : arguments) {
      String value = argument.substring(argument.indexOf('=') + 1);
      StringTokenizer parts = new StringTokenizer(value, File.pathSeparator);
      while (parts.hasMoreTokens()) {
        String part = parts.nextToken();
        if (part.length() > 1 && part.charAt(0) == '/' && Files.exists(Path.of(part))) {
          paths.add(Path.of(part));
        }
      }
    }
    return paths;
  }

  /**
   * Returns a JDK's folder and what it links to elsewhere: some systems keep {@code conf} in etc.
   */
  public static Set<Path> ofJdk(Path home) {
    Set<Path> paths = new LinkedHashSet<>(Set.of(home));
    try (Stream<Path> files = Files.walk(home)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        if (Files.exists(link)) {
          Path target = link.toRealPath();
          if (!target.startsWith(home)) {
            paths.add(target);
          }
        }
      }
    } catch (IOException | UncheckedIOException unreadable) {
      // What can't be read here can't be read by the worker either.
      return paths;
    }
    return paths;
  }
}
