package io.edgecoordinator.task.worker;

/**
 * One call as it came from the coordinator; the fields are those of {@code FrameType.CALL}.
 *
 * @param deadline when its result is of no use any more, in milliseconds since 1970
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GuestCall(long id, long deadline, String about, byte[] payload) {}
