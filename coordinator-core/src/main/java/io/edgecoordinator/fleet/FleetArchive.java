package io.edgecoordinator.fleet;

import io.edgecoordinator.bundle.BundleArchive;
import io.edgecoordinator.bundle.BundleStatement;
import io.edgecoordinator.bundle.UntrustedException;
import io.edgecoordinator.deployment.DesiredDeployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A packed and signed bundle, checked as far as it can be without the keys that the boxes trust.
 *
 * @param statement what is signed, which is what the archive holds
 * @param signature of the statement
 * @param sha256 of the archive as it is
 * @param content the archive; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record FleetArchive(
    BundleStatement statement, String signature, String sha256, byte[] content) {

  /**
   * Reads an archive.
   *
   * @throws IOException if it can't be read, or nobody should unpack it
   * @throws UntrustedException if it is not signed, or not what is signed
   * @throws io.edgecoordinator.bundle.BundleException if something is wrong with the bundle
   */
  public static FleetArchive read(Path file) throws IOException, UntrustedException {
    if (!Files.isRegularFile(file)) {
      throw new IOException("there is no such file; `coordinator pack` makes one of a folder");
    }
    if (Files.size(file) > DesiredDeployment.MOST_BYTES) {
      throw new IOException(
          "it has more than the %d MiB that a box takes"
              .formatted(DesiredDeployment.MOST_BYTES >> 20));
    }
    byte[] content = Files.readAllBytes(file);
    BundleArchive archive = BundleArchive.read(file);
    BundleStatement statement = archive.claim().statement();
    String jws = Objects.requireNonNull(archive.signature(), "signature");
    archive.unsigned();
    return new FleetArchive(statement, jws, sha256(content), content);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Returns what a box is told.
   *
   * @param from {@link DesiredDeployment#MQTT}, or an https address where the archive is
   */
  public DesiredDeployment.Install desired(String deployment, String from) {
    return new DesiredDeployment.Install(
        deployment,
        statement.bundle(),
        statement.version(),
        content.length,
        sha256,
        signature,
        from);
  }
}
