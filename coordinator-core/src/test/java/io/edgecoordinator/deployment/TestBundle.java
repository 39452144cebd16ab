package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.BundleStatement;
import io.edgecoordinator.bundle.BundleWriter;
import io.edgecoordinator.bundle.Sha256;
import io.edgecoordinator.bundle.SigningKey;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** A bundle that is written, packed and announced by a test. */
final class TestBundle {

  private final String name;
  private final String version;
  private String more = "";
  private final Map<String, String> files = new LinkedHashMap<>();

  TestBundle(String name, String version) {
    this.name = name;
    this.version = version;
  }

  /** Adds lines to its definition. */
  TestBundle with(String lines) {
    more += lines + "\n";
    return this;
  }

  /** Adds a task that answers with its version, or does whatever its body says. */
  TestBundle withTask(String body) {
    files.put("work.js", "export function handler(event) { " + body + " }\n");
    return with("tasks: {%s-work: {runtime: js, handler: work.handler}}".formatted(name));
  }

  TestBundle withFile(String path, String content) {
    files.put(path, content);
    return this;
  }

  Path folder(Path parent) throws IOException {
    Path folder = Files.createTempDirectory(parent, name);
    Files.writeString(
        folder.resolve("bundle.yaml"),
        "bundle: %s\nversion: %s\n%s".formatted(name, version, more));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue());
    }
    return folder;
  }

  /** Packs it unsigned. */
  Path zip(Path parent) throws Exception {
    Path folder = folder(parent);
    Path zip = folder.resolveSibling(folder.getFileName() + ".zip");
    BundleWriter.pack(folder, zip, null);
    return zip;
  }

  /** Packs it, and returns what announces it. */
  Announced announced(String deployment, Path parent, SigningKey key) throws Exception {
    Path zip = zip(parent);
    byte[] bytes = Files.readAllBytes(zip);
    BundleStatement statement = BundleWriter.statement(zip);
    return new Announced(
        new Install(
            deployment,
            name,
            version,
            bytes.length,
            Sha256.hex(bytes),
            key.sign(statement),
            DesiredDeployment.MQTT),
        bytes);
  }

  /** A bundle as the cloud has it. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Announced(Install install, byte[] archive) {

    Announced with(Install other) {
      return new Announced(other, archive);
    }
  }
}
