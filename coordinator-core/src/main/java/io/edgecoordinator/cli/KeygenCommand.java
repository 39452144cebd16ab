package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.SigningKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Makes a pair of keys to sign bundles with. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a pair of keys (Ed25519): ops.key, with which bundles are signed and which must stay",
      "secret, and ops.pub, by which boxes know what is signed with it. Nothing is overwritten."
    })
final class KeygenCommand implements Callable<Integer> {

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Folder for both; made if it is not there.")
  private Path folder = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Path secret = folder.resolve("ops.key");
    Path open = folder.resolve("ops.pub");
    SigningKey key = SigningKey.generate();
    try {
      Files.createDirectories(folder);
      if (Files.exists(open)) {
        throw new FileAlreadyExistsException(open.toString());
      }
      write(secret, key.privateText(), "rw-------");
      write(open, key.publicText(), "rw-r--r--");
    } catch (FileAlreadyExistsException there) {
      throw new Failure(
          there.getFile() + " is there already: what is signed with it needs it; name another DIR");
    } catch (IOException unwritable) {
      throw new Failure(folder + ": the keys cannot be written: " + unwritable);
    }
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(secret + ": private, signs bundles; keep it away from the boxes");
    out.println(open + ": public, key " + key.id() + "; for trust: in coordinator.yaml");
    return 0;
  }

  private static void write(Path file, String text, String permissions) throws IOException {
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)))) {
      ByteBuffer bytes = StandardCharsets.US_ASCII.encode(text);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
    }
  }
}
