package io.edgecoordinator.task;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.EventIds;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.vertx.core.Promise;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls of tasks by tasks, {@code context.invoke}: the caller gets what the other returned, or why
 * it failed. Such a call is in memory only; it has the priority of its caller and must end before
 * its caller has to. Belongs to the event loop.
 */
final class Invocations {

  private final ServiceLimits limits;
  private final Callees callees;
  private final EventIds ids;
  private final InstantSource clock;
  private final OpenRequests open;

  /** The tasks there are. */
  interface Callees {
    boolean has(String task);

    /** Has a task called that is there; who asks is told in any case. */
    void call(String task, TaskDelivery call);
  }

  Invocations(ServiceLimits limits, Callees callees, EventIds ids, InstantSource clock) {
    this.limits = limits;
    this.callees = callees;
    this.ids = ids;
    this.clock = clock;
    this.open =
        new OpenRequests("calls of tasks", limits.invocations(), limits.invocationsPerCall());
  }

  /**
   * Calls the task that is the request's argument with the payload that is its content.
   *
   * @param caller the task that asks
   * @param call its call
   */
  void invoke(
      TaskDefinition caller,
      TaskCall call,
      HostRequest request,
      Consumer<HostRequest.Reply> reply) {
    String callee = request.argument();
    List<String> chain = new ArrayList<>(callers(call));
    chain.add(caller.name());
    long now = clock.millis();
    long deadline =
        Math.min(call.delivery().deadline(), now + caller.limits().timeout().toMillis());
    String refusal = refusal(caller, callee, chain);
    if (refusal == null && now >= deadline) {
      refusal = open.refuse("can't invoke " + callee + ": the deadline of this call has passed");
    }
    OpenRequests.Caller from = OpenRequests.Caller.of(caller, call);
    if (refusal == null) {
      String tooMany = open.open(from);
      refusal = tooMany == null ? null : "can't invoke " + callee + ": " + tooMany;
    }
    if (refusal != null) {
      reply.accept(new HostRequest.Refused(refusal));
      return;
    }
    Promise<TaskResult> result = Promise.promise();
    result
        .future()
        .onSuccess(ended -> {
          open.close(from);
          reply.accept(answer(callee, ended));
        });
    Ask ask = new Ask(result, call.delivery().execution(), chain, deadline);
    Event event = event(caller, call.event(), callee, request.content());
    TaskDelivery by = call.delivery();
    // Of the version that belongs to that of the caller, if it is there yet.
    callees.call(
        callee, new TaskDelivery(event, Map.of(), "", by.priority(), ask, by.activation()));
  }

  private static List<String> callers(TaskCall call) {
    Ask ask = call.delivery().ask();
    return ask == null ? List.of() : ask.callers();
  }

  private @Nullable String refusal(TaskDefinition caller, String callee, List<String> chain) {
    if (!mayInvoke(caller, callee)) {
      return open.refuse(
          "task %s may not invoke %s: permissions.invoke of its bundle %s"
              .formatted(
                  caller.name(),
                  callee,
                  caller.permissions().invoke().isEmpty()
                      ? "is empty"
                      : "has " + String.join(", ", caller.permissions().invoke())));
    }
    if (!callees.has(callee)) {
      return open.refuse("can't invoke " + callee + ": there is no such task");
    }
    String way = String.join(" → ", chain) + " → " + callee;
    if (chain.contains(callee)) {
      return open.refuse("can't invoke " + callee + ": it waits for this call itself, " + way);
    }
    if (chain.size() >= limits.depth()) {
      return open.refuse(
          "can't invoke %s: no more than %d tasks may wait for each other, %s"
              .formatted(callee, limits.depth(), way));
    }
    return null;
  }

  private static boolean mayInvoke(TaskDefinition caller, String callee) {
    return caller.permissions().invoke().stream()
        .anyMatch(name ->
            name.endsWith("*")
                ? callee.startsWith(name.substring(0, name.length() - 1))
                : callee.equals(name));
  }

  private Event event(
      TaskDefinition caller, Event cause, String callee, byte @Nullable [] content) {
    return new Event(
        ids.next(),
        new Source.Task(caller.name()),
        cause.device(),
        "tasks/" + callee + "/invoke",
        content == null ? Payload.EMPTY : Payload.of(content),
        QoS.AT_MOST_ONCE,
        false,
        cause.hops() + 1);
  }

  private static HostRequest.Reply answer(String callee, TaskResult result) {
    return switch (result) {
      case TaskResult.Completed completed -> {
        Payload returned = completed.returned();
        yield new HostRequest.Done(0, returned == null ? null : returned.bytes());
      }
      case TaskResult.Failed failed ->
          new HostRequest.Refused(
              "task %s failed (%s): %s"
                  .formatted(callee, lowerCase(failed.reason()), failed.message()));
    };
  }

  private static String lowerCase(TaskResult.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  HostCounters.Kind counters() {
    return open.counters();
  }
}
