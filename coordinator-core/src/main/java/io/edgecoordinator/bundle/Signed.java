package io.edgecoordinator.bundle;

/**
 * A statement whose signature is good, by a key that may make it. Immutable.
 *
 * @param signer the name of the key, for people and as the trust domain of its tasks
 */
public record Signed(BundleStatement statement, String signer) {}
