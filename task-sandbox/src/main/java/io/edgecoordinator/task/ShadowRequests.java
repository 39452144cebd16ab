package io.edgecoordinator.task;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.task.wire.RequestKind;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What calls ask of device shadows, {@code context.shadow}: only of those their bundle permits.
 * What is refused has a code in front of its message. Belongs to the event loop.
 */
final class ShadowRequests {

  private static final int FORBIDDEN = 403;
  private static final int TOO_MANY = 429;

  /** What is larger is not read here; it is more than a shadow can take. */
  private static final int MOST_BYTES = 128 << 10;

  private final OpenRequests open;
  private ShadowAccess shadows =
      (_, reply) -> reply.accept(new ShadowAccess.Rejected(503, "there are no shadows here"));

  ShadowRequests(ServiceLimits limits) {
    this.open = new OpenRequests("requests of shadows", limits.shadows(), limits.shadowsPerCall());
  }

  /** Says who knows the shadows; without it every request is refused. */
  void use(ShadowAccess access) {
    shadows = access;
  }

  /**
   * Asks the shadow that is the request's argument.
   *
   * @param reply nothing where there is no shadow to get
   */
  void request(
      TaskDefinition task, TaskCall call, HostRequest request, Consumer<HostRequest.Reply> reply) {
    String[] names = request.argument().split("\0", 2);
    String refusal = permission(task, names[0]);
    if (refusal != null) {
      reply.accept(refused(FORBIDDEN, open.refuse(refusal)));
      return;
    }
    OpenRequests.Caller caller = OpenRequests.Caller.of(task, call);
    refusal = open.open(caller);
    if (refusal != null) {
      reply.accept(refused(TOO_MANY, refusal));
      return;
    }
    boolean updates = request.kind() == RequestKind.SHADOW_UPDATE;
    byte[] content = request.content();
    ShadowAccess.Request asked =
        new ShadowAccess.Request(
            updates ? ShadowAccess.Operation.UPDATE : ShadowAccess.Operation.GET,
            names[0],
            names.length > 1 ? names[1] : null,
            updates && content != null ? document(Payload.of(content)) : Payload.EMPTY,
            task.name(),
            call.event());
    shadows.request(
        asked,
        answer -> {
          open.close(caller);
          reply.accept(reply(asked.operation(), answer));
        });
  }

  /** Returns why the task may not use the shadows of a thing, or null if it may. */
  private static @Nullable String permission(TaskDefinition task, String thing) {
    boolean may =
        task.permissions().shadow().stream()
            .anyMatch(name ->
                name.endsWith("*")
                    ? thing.startsWith(name.substring(0, name.length() - 1))
                    : thing.equals(name));
    return may
        ? null
        : "task %s may not use the shadows of %s: permissions.shadow of its bundle %s; add \"%s\""
            .formatted(
                task.name(),
                thing,
                task.permissions().shadow().isEmpty()
                    ? "is empty"
                    : "has " + String.join(", ", task.permissions().shadow()),
                thing);
  }

  /** Returns the document of an update, which may be given as what its {@code state} is to be. */
  private static Payload document(Payload given) {
    boolean isState =
        given.size() <= MOST_BYTES
            && given.json() instanceof Map<?, ?> fields
            && !fields.containsKey("state")
            && (fields.containsKey("desired") || fields.containsKey("reported"));
    return isState ? Payload.of("{\"state\":" + given.text() + "}") : given;
  }

  private static HostRequest.Reply reply(
      ShadowAccess.Operation operation, ShadowAccess.Reply answer) {
    return switch (answer) {
      case ShadowAccess.Accepted accepted -> new HostRequest.Done(0, accepted.document().bytes());
      case ShadowAccess.Rejected(int code, String _)
          when code == ShadowAccess.NOT_FOUND && operation == ShadowAccess.Operation.GET ->
          new HostRequest.Done(0, null);
      case ShadowAccess.Rejected(int code, String message) -> refused(code, message);
    };
  }

  private static HostRequest.Refused refused(int code, String message) {
    return new HostRequest.Refused(code + " " + message);
  }

  HostCounters.Kind counters() {
    return open.counters();
  }
}
