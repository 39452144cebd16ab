/**
 * The worker process: the one place where guest code runs. Its class path holds this jar and the
 * guest languages, nothing of the coordinator's. It takes frames from its socket, runs each call in
 * the environment it names, and answers; when the socket closes it is gone.
 */
@NullMarked
package io.edgecoordinator.task.worker;

import org.jspecify.annotations.NullMarked;
