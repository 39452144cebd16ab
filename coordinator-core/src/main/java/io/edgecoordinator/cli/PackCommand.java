package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.BundleStatement;
import io.edgecoordinator.bundle.BundleWriter;
import io.edgecoordinator.bundle.SigningKey;
import io.edgecoordinator.bundle.UntrustedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Packs a bundle into a zip. */
@Command(
    name = "pack",
    mixinStandardHelpOptions = true,
    description = {
      "Packs a bundle into a zip, and signs it with --sign. The same files give the same zip. A bundle",
      "with faults is not packed; whether its tasks load is for `coordinator check` to say."
    })
final class PackCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BUNDLE", description = "Folder or zip.")
  private Path bundle = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "The zip; replaced if it is there.")
  private Path file = Path.of("");

  @Option(
      names = "--sign",
      paramLabel = "KEY",
      description = "Private key (Ed25519, PEM), as `coordinator keygen` makes it.")
  private @Nullable Path key;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    SigningKey signer = key == null ? null : read(key);
    BundleStatement packed;
    try {
      packed = BundleWriter.pack(bundle, file, signer);
    } catch (UntrustedException | IOException wrong) {
      throw failure(bundle, wrong);
    }
    Objects.requireNonNull(spec)
        .commandLine()
        .getOut()
        .println(
            "%s: %s %s%s"
                .formatted(
                    file,
                    packed.bundle(),
                    packed.version(),
                    signer == null ? "" : ", signed with key " + signer.id()));
    return 0;
  }

  static SigningKey read(Path key) {
    try {
      return SigningKey.read(key);
    } catch (IOException unusable) {
      throw new Failure(String.valueOf(unusable.getMessage()));
    }
  }

  /** Returns what to say when a bundle can't be packed or signed. */
  static Failure failure(Path bundle, Exception wrong) {
    return new Failure(bundle + ": " + FileFailure.said(wrong));
  }
}
