/** Keeps chosen shadows in step with their counterparts in the cloud. */
@NullMarked
package io.edgecoordinator.shadow.sync;

import org.jspecify.annotations.NullMarked;
