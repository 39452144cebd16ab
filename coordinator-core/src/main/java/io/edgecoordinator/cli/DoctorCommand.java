package io.edgecoordinator.cli;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.config.Configuration.ClientTls;
import io.edgecoordinator.config.Configuration.Tls;
import io.edgecoordinator.config.ConfigurationException;
import io.edgecoordinator.config.ConfigurationLoader;
import io.edgecoordinator.config.HostPort;
import io.edgecoordinator.task.ResourceManager;
import io.edgecoordinator.task.WorkerCommand;
import io.edgecoordinator.task.WorkerRuntime;
import io.edgecoordinator.task.containment.Measure;
import io.edgecoordinator.tls.BrokerTls;
import io.edgecoordinator.tls.ServerTls;
import io.edgecoordinator.tls.Validity;
import io.edgecoordinator.upstream.BrokerAddress;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at what this box gives a coordinator. */
@Command(
    name = "doctor",
    mixinStandardHelpOptions = true,
    description = "Says what this box gives a coordinator, and what is in its way.")
final class DoctorCommand implements Callable<Integer> {

  private static final long LITTLE_DISK = 100L << 20;

  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  /** One thing that was looked at. */
  private record Finding(String what, boolean good, String detail) {}

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Configuration configuration =
        new ConfigurationLoader()
            .fileIfPresent(Path.of("coordinator.yaml"))
            .environment(System.getenv())
            .load();
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(installation());
    findings.add(workers());
    findings.add(guestCode());
    containment().forEach(findings::add);
    findings.add(data(configuration.data().toAbsolutePath()));
    findings.add(port("mqtt", configuration.mqtt().listen()));
    findings.add(port("http", configuration.http().listen()));
    certificate("mqtt.tls", configuration.mqtt().tls()).ifPresent(findings::add);
    certificate("http.tls", configuration.http().tls()).ifPresent(findings::add);
    configuration.upstreams().forEach(each -> findings.add(upstream(each)));
    print(findings, out);
    List<String> bad =
        findings.stream().filter(finding -> !finding.good()).map(Finding::what).toList();
    if (!bad.isEmpty()) {
      throw new Failure("not as it should be: " + String.join(", ", bad));
    }
    return 0;
  }

  private void print(List<Finding> findings, PrintWriter out) {
    List<Map<String, Object>> all =
        findings.stream()
            .map(finding ->
                Map.<String, Object>of(
                    "what", finding.what(),
                    "good", finding.good(),
                    "detail", finding.detail()))
            .toList();
    if (json.prints(out, Api.JSON.valueToTree(all))) {
      return;
    }
    Table table = new Table("", "LOOKED AT", "FOUND");
    findings.forEach(
        finding -> table.add(finding.good() ? "ok" : "BAD", finding.what(), finding.detail()));
    table.print(out);
  }

  private static Finding java() {
    return new Finding(
        "java",
        Runtime.version().feature() >= 25,
        Runtime.version() + " in " + System.getProperty("java.home"));
  }

  private static @Nullable Path home() {
    String home = System.getProperty("coordinator.home");
    return home == null ? null : Path.of(home);
  }

  private static Finding installation() {
    Path home = home();
    if (home == null) {
      return new Finding("installation", false, "not started by the launcher `coordinator`");
    }
    return new Finding("installation", true, home + ", " + startUp(home));
  }

  private static String startUp(Path home) {
    try (Stream<Path> files = Files.list(home)) {
      boolean cached = files.anyMatch(DoctorCommand::isCache);
      return cached ? "with an ahead-of-time cache" : "without an ahead-of-time cache: slow start";
    } catch (IOException unreadable) {
      return "unreadable: " + unreadable.getMessage();
    }
  }

  private static boolean isCache(Path file) {
    return file.toString().endsWith(".aot") && file.toFile().length() > 0;
  }

  private static Finding workers() {
    Path home = home();
    boolean there = home != null && Files.isDirectory(home.resolve("worker"));
    return new Finding(
        "isolation",
        there,
        there
            ? "tasks run in worker processes without host access"
            : "the jars of the worker processes are missing");
  }

  /** What a box doesn't give is no fault: a coordinator runs without it. */
  private static Stream<Finding> containment() {
    if (!workers().good()) {
      return Stream.empty();
    }
    List<Measure> measures = ResourceManager.containment(WorkerCommand.ofThisInstallation());
    return measures.stream()
        .map(measure ->
            new Finding(
                measure.what(), true, (measure.inForce() ? "" : "not contained: ") + measure.by()));
  }

  /** Interpreted is slower, not wrong. */
  private static Finding guestCode() {
    return new Finding("compiler", true, WorkerRuntime.ofThisInstallation().describe());
  }

  private static Finding data(Path data) {
    Path existing = data;
    while (existing.getParent() != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    try {
      long free = Files.getFileStore(existing).getUsableSpace();
      boolean good = Files.isWritable(existing) && free > LITTLE_DISK;
      String state = Files.isWritable(existing) ? "" : "not writable, ";
      return new Finding("data", good, "%s: %s%d MiB free".formatted(data, state, free >> 20));
    } catch (IOException unreadable) {
      return new Finding("data", false, data + ": " + unreadable.getMessage());
    }
  }

  private static Finding port(String name, HostPort address) {
    try (ServerSocket socket =
        new ServerSocket(address.port(), 1, InetAddress.getByName(address.host()))) {
      return new Finding(name, socket.isBound(), address + " is free");
    } catch (IOException taken) {
      return name.equals("http") && answers(address)
          ? new Finding(name, true, address + ": a coordinator is running there")
          : new Finding(name, name.equals("mqtt"), address + " is in use");
    }
  }

  private static Optional<Finding> certificate(String name, @Nullable Tls files) {
    if (files == null) {
      return Optional.empty();
    }
    try {
      Validity validity = ServerTls.validity(files);
      Instant now = Instant.now();
      return Optional.of(
          new Finding(
              name, validity.holds(now) && !validity.endsSoon(now), validity.describe(now)));
    } catch (ConfigurationException unusable) {
      return Optional.of(new Finding(name, false, String.valueOf(unusable.getMessage())));
    }
  }

  /** Plain MQTT is allowed: the way to the broker may be safe by other means. */
  private static Finding upstream(Configuration.Upstream upstream) {
    String what = "upstream " + upstream.name();
    if (BrokerAddress.of(upstream.url()).isOpenToOthers()) {
      return new Finding(
          what, true, upstream.url() + ": not encrypted, others on the way can read and change it");
    }
    ClientTls files = upstream.tls();
    if (files == null) {
      return new Finding(what, true, upstream.url().toString());
    }
    try {
      Instant now = Instant.now();
      return BrokerTls.validity(files)
          .map(validity ->
              new Finding(
                  what, validity.holds(now) && !validity.endsSoon(now), validity.describe(now)))
          .orElseGet(
              () -> new Finding(what, true, upstream.url() + ": no certificate of this box"));
    } catch (ConfigurationException unusable) {
      return new Finding(what, false, String.valueOf(unusable.getMessage()));
    }
  }

  private static boolean answers(HostPort address) {
    try (Api api = new Api(address)) {
      return api.get("/api/status").has("id");
    } catch (Failure somethingElse) {
      return false;
    }
  }
}
