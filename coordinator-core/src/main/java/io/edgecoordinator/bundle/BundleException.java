package io.edgecoordinator.bundle;

import io.edgecoordinator.document.Fault;
import java.util.List;

/** Bundles that cannot be used, and everything that is wrong with them. */
public final class BundleException extends RuntimeException {

  private final List<Fault> faults;

  /** Creates the exception of at least one fault. */
  public BundleException(List<Fault> faults) {
    super(message(faults));
    this.faults = List.copyOf(faults);
  }

  private static String message(List<Fault> faults) {
    String first = faults.getFirst().toString();
    return faults.size() == 1
        ? first
        : first + " (and %d more, see `coordinator check`)".formatted(faults.size() - 1);
  }

  /** Returns what is wrong, in the order of the files. */
  public List<Fault> faults() {
    return faults;
  }
}
