package io.edgecoordinator.task;

import java.util.function.Consumer;

/** What calls of one task may ask of the coordinator while they run. Belongs to the event loop. */
final class TaskServices implements HostServices {

  private final TaskDefinition task;
  private final TaskState state;
  private final Invocations invocations;
  private final Fetches fetches;
  private final ShadowRequests shadows;

  TaskServices(
      TaskDefinition task,
      TaskState state,
      Invocations invocations,
      Fetches fetches,
      ShadowRequests shadows) {
    this.task = task;
    this.state = state;
    this.invocations = invocations;
    this.fetches = fetches;
    this.shadows = shadows;
  }

  @Override
  public void request(TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply) {
    switch (request.kind()) {
      case STATE_GET -> state.get(request.argument(), reply);
      case STATE_KEYS -> state.keys(request.argument(), reply);
      case INVOKE -> invocations.invoke(task, call, request, reply);
      case FETCH -> fetches.fetch(task, call, request, reply);
      case SHADOW_GET, SHADOW_UPDATE -> shadows.request(task, call, request, reply);
    }
  }

  @Override
  public TaskState state() {
    return state;
  }

  @Override
  public void ended(TaskCall call) {
    fetches.ended(task, call);
  }
}
