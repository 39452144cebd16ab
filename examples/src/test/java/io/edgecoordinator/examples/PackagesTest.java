package io.edgecoordinator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.Coordinator;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.task.TaskDefinition;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which package may know which: the picture in docs/ARCHITECTURE.md, kept by a test. */
class PackagesTest {

  private static final String BASE = "io.edgecoordinator";

  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("event", Set.of()),
          Map.entry("document", Set.of()),
          Map.entry("log", Set.of()),
          Map.entry("store", Set.of("event")),
          Map.entry("flow", Set.of("event", "document", "log")),
          Map.entry("task.wire", Set.of()),
          Map.entry("task.lockdown", Set.of()),
          Map.entry("task.containment", Set.of("task.lockdown")),
          Map.entry("task.worker", Set.of("task.lockdown", "task.wire")),
          Map.entry("task.selection", Set.of("flow")),
          Map.entry(
              "task",
              Set.of(
                  "event",
                  "flow",
                  "document",
                  "log",
                  "store",
                  "task.containment",
                  "task.selection",
                  "task.wire")),
          Map.entry("shadow", Set.of("event", "flow", "log", "store")),
          Map.entry("shadow.sync", Set.of("event", "shadow", "store")),
          Map.entry("tls", Set.of("config")),
          Map.entry("access", Set.of("config", "document", "event")),
          Map.entry("mqtt", Set.of("access", "event", "flow", "log", "store", "tls")),
          Map.entry("sqlite", Set.of("event", "log", "store")),
          Map.entry("config", Set.of("document")),
          Map.entry("bundle", Set.of("config", "event", "flow", "document", "task")),
          // What is in a backup is told from what is not by the digests that bundles have, too.
          Map.entry("backup", Set.of("bundle", "sqlite")),
          Map.entry("upstream", Set.of("config", "event", "log", "tls")),
          Map.entry("forwarding", Set.of("document", "event", "flow", "log", "store", "upstream")),
          Map.entry(
              "deployment",
              Set.of("bundle", "config", "document", "event", "log", "store", "upstream")),
          Map.entry("deployment.download", Set.of("deployment", "event", "tls", "upstream")),
          Map.entry("fleet", Set.of("bundle", "config", "deployment", "event", "upstream")),
          Map.entry(
              "http",
              Set.of(
                  "access",
                  "backup",
                  "bundle",
                  "config",
                  "deployment",
                  "deployment.download",
                  "document",
                  "event",
                  "flow",
                  "forwarding",
                  "mqtt",
                  "shadow",
                  "shadow.sync",
                  "sqlite",
                  "store",
                  "task",
                  "tls",
                  "upstream")),
          Map.entry(
              "",
              Set.of(
                  "access",
                  "backup",
                  "bundle",
                  "config",
                  "deployment",
                  "deployment.download",
                  "event",
                  "flow",
                  "forwarding",
                  "http",
                  "mqtt",
                  "shadow",
                  "shadow.sync",
                  "sqlite",
                  "store",
                  "task",
                  "tls",
                  "upstream")),
          // The command line shares with the HTTP API what it asks it and what that answers.
          Map.entry(
              "cli",
              Set.of(
                  "",
                  "access",
                  "backup",
                  "bundle",
                  "config",
                  "deployment",
                  "document",
                  "event",
                  "fleet",
                  "flow",
                  "http",
                  "sqlite",
                  "task",
                  "task.containment",
                  "tls",
                  "upstream")));

  @Test
  void packagesKnowOnlyWhatTheyMay() throws IOException, URISyntaxException {
    Map<String, Set<String>> known = known();
    assertThat(known.keySet()).isEqualTo(MAY_KNOW.keySet());
    Map<String, Set<String>> tooMuch = new TreeMap<>();
    known.forEach((from, packages) -> {
      Set<String> forbidden = new TreeSet<>(packages);
      forbidden.removeAll(MAY_KNOW.get(from));
      if (!forbidden.isEmpty()) {
        tooMuch.put(from, forbidden);
      }
    });
    assertThat(tooMuch).isEmpty();
  }

  @Test
  void onlyTheWorkerKnowsTheGuestLanguages() throws IOException, URISyntaxException {
    Set<String> packages = new TreeSet<>();
    eachReference((from, to) -> {
      if (to.startsWith("org.graalvm.") || to.startsWith("com.oracle.truffle.")) {
        packages.add(from);
      }
    });
    assertThat(packages).containsExactly(BASE + ".task.worker");
  }

  private static Map<String, Set<String>> known() throws IOException, URISyntaxException {
    Map<String, Set<String>> known = new TreeMap<>();
    eachReference((from, to) -> {
      Set<String> packages = known.computeIfAbsent(inside(from), p -> new TreeSet<>());
      if (isOurs(to) && !to.equals(from)) {
        packages.add(inside(to));
      }
    });
    return known;
  }

  private static boolean isOurs(String packageName) {
    return packageName.equals(BASE) || packageName.startsWith(BASE + ".");
  }

  private static String inside(String packageName) {
    return packageName.equals(BASE) ? "" : packageName.substring(BASE.length() + 1);
  }

  private interface Reference {
    void seen(String fromPackage, String toPackage);
  }

  private static void eachReference(Reference reference) throws IOException, URISyntaxException {
    for (Class<?> inModule :
        new Class<?>[] {
          Event.class, TaskDefinition.class, ShadowService.class, Coordinator.class
        }) {
      URI place = inModule.getProtectionDomain().getCodeSource().getLocation().toURI();
      Path path = Path.of(place);
      if (Files.isDirectory(path)) {
        eachReference(path, reference);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(path)) {
          eachReference(jar.getPath("/"), reference);
        }
      }
    }
  }

  private static void eachReference(Path root, Reference reference) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
        ClassModel type = ClassFile.of().parse(Files.readAllBytes(file));
        String from = packageOf(type.thisClass().asInternalName());
        for (PoolEntry entry : type.constantPool()) {
          if (entry instanceof ClassEntry other) {
            reference.seen(from, packageOf(other.asInternalName()));
          }
        }
      }
    }
  }

  private static String packageOf(String internalName) {
    String name = internalName.replaceFirst("^\\[+L?", "");
    int slash = name.lastIndexOf('/');
    return slash < 0 ? "(none)" : name.substring(0, slash).replace('/', '.');
  }
}
