package io.edgecoordinator.deployment;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A deployed bundle: the version in force, and the former ones that are kept. Immutable.
 *
 * @param name of the bundle
 * @param provisional whether the version in force is still watched
 * @param versions at least one: the one in force, then those before it, latest first
 */
public record DeployedBundle(String name, boolean provisional, List<DeployedVersion> versions) {

  public DeployedBundle {
    versions = List.copyOf(versions);
    if (versions.isEmpty()) {
      throw new IllegalArgumentException("a deployed bundle has a version in force");
    }
  }

  /** Returns the version in force. */
  public DeployedVersion current() {
    return versions.getFirst();
  }

  /** Returns the version before the one in force, if it is kept. */
  Optional<DeployedVersion> former() {
    return versions.stream()
        .skip(1)
        .filter(each -> !each.sha256().equals(current().sha256()))
        .findFirst();
  }

  /** Returns it with another version in force, which is to be watched. */
  static DeployedBundle activated(
      String name, Optional<DeployedBundle> before, DeployedVersion version) {
    List<DeployedVersion> all = new ArrayList<>();
    all.add(version);
    before.ifPresent(former -> all.addAll(former.versions));
    return new DeployedBundle(name, true, all);
  }

  /**
   * Returns it when the version in force is there for good.
   *
   * @param keep how many versions are kept, the one in force included
   */
  DeployedBundle settled(int keep) {
    List<DeployedVersion> kept = new ArrayList<>();
    for (DeployedVersion each : versions) {
      if (kept.size() < keep
          && kept.stream().noneMatch(other -> other.sha256().equals(each.sha256()))) {
        kept.add(each);
      }
    }
    return new DeployedBundle(name, false, kept);
  }

  /** Returns it with a former version in force again, without those after that. */
  DeployedBundle back(int index) {
    return new DeployedBundle(name, false, versions.subList(index, versions.size()));
  }

  static final Codec<DeployedBundle> CODEC =
      new Codec<>() {
        private static final int FORM = 1;

        @Override
        public void write(DeployedBundle value, RecordOutput out) {
          out.writeByte(FORM);
          out.writeText(value.name);
          out.writeByte(value.provisional ? 1 : 0);
          out.writeLong(value.versions.size());
          value.versions.forEach(version -> version.write(out));
        }

        @Override
        public DeployedBundle read(RecordInput in) {
          if (in.readByte() != FORM) {
            throw new IllegalArgumentException("a deployed bundle of a form that is not known");
          }
          String name = in.readText();
          boolean provisional = in.readByte() == 1;
          List<DeployedVersion> versions = new ArrayList<>();
          for (long left = in.readLong(); left > 0; left--) {
            versions.add(DeployedVersion.read(in));
          }
          return new DeployedBundle(name, provisional, versions);
        }
      };
}
