package io.edgecoordinator.task.worker;

/** One call as it came from the coordinator; the fields are those of {@code FrameType.CALL}. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record GuestCall(long id, String about, byte[] payload) {}
