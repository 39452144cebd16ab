/**
 * What a process takes from itself before it runs code of others: {@link
 * io.edgecoordinator.task.lockdown.Lockdown} with the kernel's own means, which need no tool and no
 * rights.
 */
@NullMarked
package io.edgecoordinator.task.lockdown;

import org.jspecify.annotations.NullMarked;
