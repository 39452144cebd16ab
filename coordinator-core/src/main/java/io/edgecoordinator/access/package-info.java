/**
 * Who a device is, and what it may do. {@link io.edgecoordinator.access.Access} answers both, from
 * a policy file that can change at any time.
 */
@NullMarked
package io.edgecoordinator.access;

import org.jspecify.annotations.NullMarked;
