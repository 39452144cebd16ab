package io.edgecoordinator.access;

/**
 * Who somebody turned out to be.
 *
 * @param device the name of the device; of an anonymous one its client id
 */
public record Identity(String device, Proof proof) {

  /** What a device showed for its name. */
  public enum Proof {
    /** Nothing: the name is what it says. */
    NONE,
    /** The private key of a client certificate. */
    CERTIFICATE,
    /** A password. */
    PASSWORD
  }

  /** Returns the name, and where it is from, for people. */
  @Override
  public String toString() {
    return switch (proof) {
      case NONE -> "anonymous " + device;
      case CERTIFICATE -> device + " by certificate";
      case PASSWORD -> device + " by password";
    };
  }
}
