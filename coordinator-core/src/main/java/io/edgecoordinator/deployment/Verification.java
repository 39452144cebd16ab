package io.edgecoordinator.deployment;

import io.edgecoordinator.bundle.BundleStatement;
import io.edgecoordinator.bundle.Signed;
import io.edgecoordinator.bundle.TrustedKeys;
import io.edgecoordinator.bundle.UntrustedException;
import io.edgecoordinator.deployment.DesiredDeployment.Install;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Checks that a bundle is what was announced, and that it may be deployed. Immutable. */
final class Verification {

  private final TrustedKeys trusted;

  Verification(TrustedKeys trusted) {
    this.trusted = trusted;
  }

  /**
   * Checks what can be checked before anything was fetched.
   *
   * @return whose signature it is; null if it needs none
   * @throws StepFailedException if it may not be deployed; says why
   */
  @Nullable Signed announced(Install install, Deployment.Origin origin) {
    if (origin == Deployment.Origin.LOCAL && trusted.isEmpty()) {
      return null; // who is on the box itself is its operator
    }
    try {
      Signed signed = trusted.verify(install.signature());
      BundleStatement statement = signed.statement();
      if (!statement.bundle().equals(install.bundle())
          || !statement.version().equals(install.version())) {
        throw new StepFailedException(
            "the signature is for %s %s".formatted(statement.bundle(), statement.version()));
      }
      return signed;
    } catch (UntrustedException untrusted) {
      throw new StepFailedException("not trusted: " + untrusted.getMessage());
    }
  }

  /**
   * Checks an archive that is there. To be called where blocking is allowed.
   *
   * @param signed whose signature it must go with; null if none is needed
   * @throws StepFailedException if it is not what was announced; says why
   */
  static void verify(Install install, @Nullable Signed signed, Path file) throws IOException {
    long size = Files.size(file);
    if (size != install.size()) {
      throw new StepFailedException(
          "the archive has %d bytes and should have %d".formatted(size, install.size()));
    }
    String sha256 = sha256(file);
    if (!sha256.equals(install.sha256())) {
      throw new StepFailedException(
          "the archive's SHA-256 is %s and should be %s".formatted(sha256, install.sha256()));
    }
  }

  /** Says whether the archive of a version is there and undamaged. */
  static boolean isIntact(DeployedVersion version, Path file) throws IOException {
    try {
      return Files.size(file) == version.size() && sha256(file).equals(version.sha256());
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Returns the SHA-256 of a file in hexadecimal digits. */
  static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 << 10];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
