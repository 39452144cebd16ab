package io.edgecoordinator.shadow;

/**
 * The bounds of shadows. Immutable. Those of one shadow are the protocol's.
 *
 * @param documentBytes what desired and reported may have together, as JSON without white space, in
 *     bytes
 * @param requestBytes what a request may have, in bytes
 * @param depth how deep objects and arrays may be nested within desired and reported, which are the
 *     first level themselves
 * @param inFlight requests of one thing that may be under way at a time
 * @param shadows how many shadows there may be
 * @param perCreator how many of them may have been created by the same device, task or operator
 * @param totalBytes what all shadows may take in memory, in bytes, roughly
 * @param unsafeBytes what changed shadows may take that are not on disk yet, in bytes, roughly
 * @param tombstones versions of deleted shadows that are remembered; the oldest is forgotten
 * @param history changes of a shadow that are remembered
 */
public record ShadowLimits(
    int documentBytes,
    int requestBytes,
    int depth,
    int inFlight,
    int shadows,
    int perCreator,
    long totalBytes,
    long unsafeBytes,
    int tombstones,
    int history) {

  /** What holds unless told otherwise. */
  public static final ShadowLimits DEFAULT =
      new ShadowLimits(
          8_192, 128 << 10, 8, 10, 250_000, 125_000, 96L << 20, 16L << 20, 100_000, 16);

  public ShadowLimits {
    if (documentBytes <= 0
        || requestBytes <= 0
        || depth <= 0
        || inFlight <= 0
        || shadows <= 0
        || perCreator <= 0
        || totalBytes <= 0
        || unsafeBytes <= 0
        || tombstones < 0
        || history < 0) {
      throw new IllegalArgumentException("the bounds of shadows must be greater than 0");
    }
  }
}
