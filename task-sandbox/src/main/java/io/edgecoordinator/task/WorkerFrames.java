package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.task.wire.FrameType;
import io.edgecoordinator.task.wire.FrameWriter;

/** Writes the frames to a worker that have many fields; {@link FrameType} says which. */
final class WorkerFrames {

  private static final char DIVIDER = '\0';

  private WorkerFrames() {}

  static void define(FrameWriter outgoing, ExecutionEnvironment environment, int files) {
    TaskDefinition task = environment.task();
    outgoing
        .begin(FrameType.DEFINE)
        .putInt(environment.id())
        .putInt(files)
        .putText(task.name())
        .putText(task.handler().file())
        .putText(task.handler().function())
        .putByte(task.placement().fresh() ? 1 : 0)
        .putLong(task.limits().timeout().toMillis())
        .putLong(task.limits().memory())
        .putInt(task.limits().quotas().processor())
        .putLong(task.limits().quotas().output())
        .putLong(task.limits().quotas().events())
        .putLong(task.limits().quotas().log())
        .putInt(task.environment().size());
    task.environment().forEach((key, value) -> outgoing.putText(key).putText(value));
    outgoing.end();
  }

  static void call(FrameWriter outgoing, ExecutionEnvironment environment, TaskCall call) {
    outgoing
        .begin(FrameType.CALL)
        .putInt(environment.id())
        .putLong(call.id())
        .putLong(call.delivery().deadline())
        .putText(about(call))
        .putBytes(call.event().payload().bytes())
        .end();
  }

  private static String about(TaskCall call) {
    Event event = call.event();
    StringBuilder about = new StringBuilder(80);
    about.append(call.attempt()).append(DIVIDER).append(event.idText());
    about.append(DIVIDER);
    if (call.delivery().ask() != null) {
      about.append(call.delivery().execution());
    }
    about.append(DIVIDER).append(event.topic()).append(DIVIDER);
    if (event.device() != null) {
      about.append(event.device());
    }
    call.delivery()
        .captures()
        .forEach((name, value) -> about.append(DIVIDER).append(name).append(DIVIDER).append(value));
    return about.toString();
  }

  static void reply(
      FrameWriter outgoing,
      ExecutionEnvironment environment,
      int request,
      HostRequest.Reply reply) {
    outgoing.begin(FrameType.REPLY).putInt(environment.id()).putInt(request);
    switch (reply) {
      case HostRequest.Done done ->
          outgoing.putByte(1).putLong(done.number()).putBytes(done.content());
      case HostRequest.Refused refused -> outgoing.putByte(0).putText(refused.message());
    }
    outgoing.end();
  }
}
