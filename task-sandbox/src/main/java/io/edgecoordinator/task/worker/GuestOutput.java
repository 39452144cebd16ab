package io.edgecoordinator.task.worker;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a handler gave.
 *
 * @param topic where the returned value is to go, or null for the task's result topic
 * @param payload the returned value, or null if nothing was returned
 * @param published what it published on the way, in order
 * @param state what it did with the task's state
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GuestOutput(
    @Nullable String topic,
    byte @Nullable [] payload,
    List<Publication> published,
    StateUse state) {

  /** Something published by {@code context.publish}. */
  record Publication(String topic, byte[] payload) {}
}
