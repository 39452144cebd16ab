package io.edgecoordinator.bundle;

/**
 * A statement whose signature is good, by a key that may make it. Immutable.
 *
 * @param signer the id of the key, which is the trust domain of the bundle's tasks: it follows from
 *     the key alone, so it is the same after a restart, on every box, and whatever its file is
 *     called; 16 lower-case hexadecimal digits
 */
public record Signed(BundleStatement statement, String signer) {}
