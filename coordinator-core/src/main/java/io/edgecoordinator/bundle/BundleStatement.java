package io.edgecoordinator.bundle;

/**
 * What a signature says: the bundle of this content is that version of that name. Immutable.
 *
 * @param bundle the name
 * @param content the digest of its files, however they are packed: 64 lower-case hexadecimal digits
 */
public record BundleStatement(String bundle, String version, String content) {}
