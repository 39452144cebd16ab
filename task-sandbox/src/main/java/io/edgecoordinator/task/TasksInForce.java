package io.edgecoordinator.task;

import io.edgecoordinator.event.Addresses;
import io.edgecoordinator.flow.DeliveryBatch;
import io.vertx.core.Context;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tasks that can be called, each at its address, and how others take their place. A task that
 * stays what it is goes on undisturbed. Of another that is replaced, the former version sees to the
 * calls that were routed to it, and the new one to those that are routed from now on.
 *
 * <p>Belongs to the event loop.
 */
final class TasksInForce {

  private final Context loop;
  private final Function<TaskDefinition, TaskRunner> versions;
  private final BiConsumer<String, DeliveryBatch> consumer;
  private final Map<String, Deployed> deployed = new LinkedHashMap<>();
  private final Handovers handovers;
  private long activations;
  private long routed;

  /** A task at its address. */
  private record Deployed(TaskRunner runner, MessageConsumer<DeliveryBatch> consumer) {}

  /**
   * Creates an empty set.
   *
   * @param versions makes versions of tasks
   * @param consumer takes what is routed to a task, by its name
   */
  TasksInForce(
      Context loop,
      Function<TaskDefinition, TaskRunner> versions,
      BiConsumer<String, DeliveryBatch> consumer) {
    this.loop = loop;
    this.versions = versions;
    this.consumer = consumer;
    this.handovers = new Handovers(loop.owner());
  }

  /** Returns the newest version of a task, or null if it isn't there. */
  @Nullable TaskRunner get(String task) {
    Deployed found = deployed.get(task);
    return found == null ? null : found.runner();
  }

  /** Returns the newest version of each task. */
  Collection<TaskRunner> all() {
    return deployed.values().stream().map(Deployed::runner).toList();
  }

  /**
   * Returns how many sets of tasks had been put in force when what arrives now was routed, see
   * {@link TaskDelivery#activation}.
   */
  long routed() {
    return routed;
  }

  /** Begins to load what is not there already. */
  TaskSet load(List<TaskDefinition> definitions) {
    return new TaskSet(definitions.stream().map(this::member).toList());
  }

  private TaskSet.Member member(TaskDefinition definition) {
    TaskRunner present = get(definition.name());
    return present != null && present.does(definition)
        ? new TaskSet.Member(present, true)
        : new TaskSet.Member(loading(definition), false);
  }

  private TaskRunner loading(TaskDefinition definition) {
    TaskRunner runner = versions.apply(definition);
    runner.load();
    return runner;
  }

  /** Puts tasks in place of all others, between two events. */
  void activate(TaskSet tasks) {
    long activation = ++activations;
    tasks.activated();
    Map<String, Deployed> former = new LinkedHashMap<>(deployed);
    deployed.clear();
    List<TaskRunner> replaced = new ArrayList<>();
    for (TaskSet.Member member : tasks.members()) {
      Deployed before = former.remove(member.runner().task().name());
      TaskRunner replacedNow = activate(member, before, activation);
      if (replacedNow != null) {
        replaced.add(replacedNow);
      }
    }
    former.forEach(this::remove);
    handovers.begin(replaced);
    List<TaskRunner> present = List.copyOf(all());
    loop.runOnContext(_ -> {
      // What the former table routed has arrived: it was sent before this was.
      routed = activation;
      present.forEach(runner -> runner.cut(activation));
    });
  }

  /** Returns which version sees to its last calls from now on, or null if none does. */
  private @Nullable TaskRunner activate(
      TaskSet.Member member, @Nullable Deployed before, long activation) {
    TaskRunner runner = member.runner();
    String name = runner.task().name();
    if (before == null) {
      TaskRunner first = member.isKept() ? loading(runner.task()) : runner;
      deployed.put(name, new Deployed(first, consume(name)));
      first.serve(activation);
      return null;
    }
    TaskRunner present = before.runner();
    if (present.does(runner.task())) {
      deployed.put(name, before);
      if (runner != present) {
        runner.retire();
      }
      return null;
    }
    // One that was kept was replaced since the set was loaded.
    TaskRunner next = member.isKept() ? loading(runner.task()) : runner;
    deployed.put(name, new Deployed(next, before.consumer()));
    boolean isOfUse = present.fault() == null;
    if (!isOfUse) {
      present.retire();
    }
    next.serve(activation);
    return isOfUse ? present : null;
  }

  private MessageConsumer<DeliveryBatch> consume(String task) {
    return loop.owner()
        .eventBus()
        .localConsumer(Addresses.task(task), message -> consumer.accept(task, message.body()));
  }

  private void remove(String task, Deployed gone) {
    gone.consumer().unregister();
    gone.runner().withdraw(); // first, so that no version takes over from another
    handovers.end(task);
    gone.runner().retire();
  }
}
