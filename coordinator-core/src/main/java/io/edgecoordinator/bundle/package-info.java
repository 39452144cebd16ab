/**
 * Bundles: the folders and archives that tasks and flows come in, and the table that is made of
 * them.
 */
@NullMarked
package io.edgecoordinator.bundle;

import org.jspecify.annotations.NullMarked;
