package io.edgecoordinator.task.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.graalvm.polyglot.Engine;

/**
 * Unpacks Python's standard library from its jar into a folder, for {@code
 * polyglot.engine.resourcePath}: a worker may have no place to write to. The build runs it once.
 */
public final class PythonResources {

  private PythonResources() {}

  /** Unpacks into the folder that the argument names, unless it is there. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]).toAbsolutePath();
    if (Files.exists(folder)) {
      return;
    }
    Path unfinished =
        folder.resolveSibling(folder.getFileName() + "." + ProcessHandle.current().pid());
    Engine.copyResources(unfinished, "python");
    Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
  }
}
