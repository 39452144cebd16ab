package io.edgecoordinator.task;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.task.TaskResult.Reason;
import io.edgecoordinator.task.wire.FrameReader;
import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what follows the call's number in a frame {@link FrameType#RESULT}. */
final class ResultFrames {

  private ResultFrames() {}

  static TaskResult read(FrameReader reader) {
    Duration took = Duration.ofNanos(reader.readInt() * 1000L);
    return switch (Outcome.of(reader.readByte())) {
      case COMPLETED -> completed(reader, took);
      case THREW -> failed(Reason.THREW, reader, took);
      case TIMED_OUT -> failed(Reason.TIMED_OUT, reader, took);
      case INVALID_RESULT -> failed(Reason.INVALID_RESULT, reader, took);
      case OUTPUT_TOO_LARGE -> failed(Reason.OUTPUT_TOO_LARGE, reader, took);
      case OUT_OF_MEMORY -> failed(Reason.OUT_OF_MEMORY, reader, took);
      case TOO_MUCH_PROCESSOR -> failed(Reason.TOO_MUCH_PROCESSOR, reader, took);
      case TOO_MANY_EVENTS -> failed(Reason.TOO_MANY_EVENTS, reader, took);
    };
  }

  private static TaskResult failed(Reason reason, FrameReader reader, Duration took) {
    return new TaskResult.Failed(reason, reader.readText(), reader.readText(), took);
  }

  private static TaskResult completed(FrameReader reader, Duration took) {
    String topic = reader.readOptionalText();
    byte[] returned = reader.readOptionalBytes();
    int count = reader.readInt();
    List<TaskResult.Publication> published = count == 0 ? List.of() : new ArrayList<>();
    for (; count > 0; count--) {
      published.add(new TaskResult.Publication(reader.readText(), Payload.of(reader.readBytes())));
    }
    return new TaskResult.Completed(
        topic,
        returned == null ? null : Payload.of(returned),
        published,
        stateChanges(reader),
        took);
  }

  private static StateChanges stateChanges(FrameReader reader) {
    int readCount = reader.readInt();
    Map<String, Long> reads = readCount == 0 ? Map.of() : new HashMap<>();
    for (; readCount > 0; readCount--) {
      reads.put(reader.readText(), reader.readLong());
    }
    int writeCount = reader.readInt();
    Map<String, Optional<byte[]>> writes = writeCount == 0 ? Map.of() : new HashMap<>();
    for (; writeCount > 0; writeCount--) {
      writes.put(reader.readText(), Optional.ofNullable(reader.readOptionalBytes()));
    }
    return reads.isEmpty() && writes.isEmpty()
        ? StateChanges.NONE
        : new StateChanges(reads, writes);
  }
}
