package io.edgecoordinator.task.worker;

import org.jspecify.annotations.Nullable;

/** One call as it came from the coordinator; the fields are those of {@code FrameType.CALL}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GuestCall(
    long id,
    int attempt,
    String eventId,
    String topic,
    @Nullable String device,
    @Nullable String captures,
    byte[] payload) {}
