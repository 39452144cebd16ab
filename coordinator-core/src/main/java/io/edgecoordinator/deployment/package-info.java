/**
 * Deployments: a new version of a bundle is fetched, checked, prepared, put in force as a whole and
 * watched, or the former one stays.
 */
@NullMarked
package io.edgecoordinator.deployment;

import org.jspecify.annotations.NullMarked;
