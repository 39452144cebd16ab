package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.BundleStatement;
import io.edgecoordinator.bundle.BundleWriter;
import io.edgecoordinator.bundle.SigningKey;
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

/** Signs a bundle where it is. */
@Command(
    name = "sign",
    mixinStandardHelpOptions = true,
    description = {
      "Signs a bundle: writes bundle.jws into the folder, or into the zip, which is packed anew. A",
      "signature that is there is replaced. Any change of a file, but for bundle.jws, breaks it."
    })
final class SignCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BUNDLE", description = "Folder or zip.")
  private Path bundle = Path.of("");

  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY",
      description = "Private key (Ed25519, PEM), as `coordinator keygen` makes it.")
  private Path key = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    SigningKey signer = PackCommand.read(key);
    BundleStatement signed;
    try {
      signed = BundleWriter.sign(bundle, signer);
    } catch (IOException wrong) {
      throw PackCommand.failure(bundle, wrong);
    }
    Objects.requireNonNull(spec)
        .commandLine()
        .getOut()
        .println(
            "%s: %s %s is signed with key %s"
                .formatted(bundle, signed.bundle(), signed.version(), signer.id()));
    return 0;
  }
}
