package io.edgecoordinator;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.shadow.Requester;
import io.edgecoordinator.shadow.ShadowAnswer;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowRequest;
import io.edgecoordinator.shadow.ShadowService;
import io.edgecoordinator.task.ShadowAccess;
import java.util.function.Consumer;

/**
 * Brings what tasks ask of shadows to the service, with the device and the hops of the event that
 * they were called with: tasks and shadows that feed each other come to an end. Belongs to the
 * event loop.
 */
final class ShadowsOfTasks implements ShadowAccess {

  private final ShadowService shadows;

  ShadowsOfTasks(ShadowService shadows) {
    this.shadows = shadows;
  }

  @Override
  public void request(Request request, Consumer<Reply> reply) {
    Event cause = request.cause();
    Requester by = new Requester(new Source.Task(request.task()), cause.device(), cause.hops());
    ShadowName shadow = new ShadowName(request.thing(), request.name());
    shadows.request(
        new ShadowRequest(shadow, operation(request.operation()), request.document(), by),
        answer -> reply.accept(reply(answer)));
  }

  private static ShadowOperation operation(Operation operation) {
    return switch (operation) {
      case GET -> ShadowOperation.GET;
      case UPDATE -> ShadowOperation.UPDATE;
    };
  }

  private static Reply reply(ShadowAnswer answer) {
    return switch (answer) {
      case ShadowAnswer.Accepted accepted -> new Accepted(accepted.document());
      case ShadowAnswer.Rejected rejected ->
          new Rejected(rejected.why().code(), rejected.why().getMessage());
    };
  }
}
