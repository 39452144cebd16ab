package io.edgecoordinator.task.containment;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A tool that a worker is started through, which gives it namespaces of its own. */
sealed interface Wrapper permits Bubblewrap, Unshare, NoWrapper {

  /** Returns all there are, the best first; whether the box has them shows when they are used. */
  static List<Wrapper> all() {
    return List.of(new Bubblewrap(), new Unshare(), new NoWrapper());
  }

  String name();

  /**
   * Returns the command that starts another one, contained. It ends when that ends, with its
   * status; killed, it takes it along.
   */
  List<String> around(List<String> command);

  /** Returns what it does. */
  List<Measure> measures();

  /** Returns where a program is; its name alone if it is in none of the usual folders. */
  static String find(String program) {
    for (String folder : List.of("/usr/bin", "/bin", "/usr/local/bin", "/usr/sbin", "/sbin")) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return folder + "/" + program;
      }
    }
    return program;
  }
}
