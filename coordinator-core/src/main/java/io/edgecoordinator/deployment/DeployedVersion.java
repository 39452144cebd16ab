package io.edgecoordinator.deployment;

import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import org.jspecify.annotations.Nullable;

/**
 * A version of a bundle that is on disk. Immutable.
 *
 * @param sha256 of its archive, after which its file is named
 * @param size bytes of the archive
 * @param signature with which it came, or null
 * @param signer whose signature that is; null if none was asked for
 * @param deployment that put it in force
 */
public record DeployedVersion(
    String version,
    String sha256,
    long size,
    @Nullable String signature,
    @Nullable String signer,
    String deployment) {

  void write(RecordOutput out) {
    out.writeText(version);
    out.writeText(sha256);
    out.writeLong(size);
    out.writeOptionalText(signature);
    out.writeOptionalText(signer);
    out.writeText(deployment);
  }

  static DeployedVersion read(RecordInput in) {
    return new DeployedVersion(
        in.readText(),
        in.readText(),
        in.readLong(),
        in.readOptionalText(),
        in.readOptionalText(),
        in.readText());
  }
}
