/** The coordinator's side of TLS: certificates in files that may change at any time. */
@NullMarked
package io.edgecoordinator.tls;

import org.jspecify.annotations.NullMarked;
