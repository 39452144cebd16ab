package io.edgecoordinator.task;

import io.edgecoordinator.flow.Priority;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a task is, as its bundle states it. Two are equal if a task would do the same by either: a
 * change of any file of its bundle makes another task, for it may load them all. Immutable.
 *
 * @param name unique on the box
 * @param bundle name of the bundle it came with
 * @param runtime its language
 * @param handler the function that is called
 * @param limits what it may use
 * @param priority urgency of its calls, where the flow that makes them says nothing
 * @param ordered whether the calls of one device run one after the other, in their order
 * @param placement what environments it gets
 * @param environment names and values it finds in {@code context.environment}
 * @param permissions what it may do
 * @param files the files of its bundle that it can load, by path inside the bundle
 * @param signer the key that its bundle is signed with, which is its trust domain: tasks of
 *     different ones never share a worker; null for what the operator of this box put there
 * @param safeToUpdate whether it is asked before another version takes its place, see {@link
 *     Scheduler#askSafeToUpdate}
 */
public record TaskDefinition(
    String name,
    String bundle,
    TaskRuntime runtime,
    Handler handler,
    TaskLimits limits,
    Priority priority,
    boolean ordered,
    Placement placement,
    Map<String, String> environment,
    Permissions permissions,
    BundleFiles files,
    @Nullable String signer,
    boolean safeToUpdate) {

  public TaskDefinition {
    environment = Map.copyOf(environment);
  }

  /** A task of a bundle without a signature, which is not asked before another takes its place. */
  public TaskDefinition(
      String name,
      String bundle,
      TaskRuntime runtime,
      Handler handler,
      TaskLimits limits,
      Priority priority,
      boolean ordered,
      Placement placement,
      Map<String, String> environment,
      Permissions permissions,
      BundleFiles files) {
    this(
        name,
        bundle,
        runtime,
        handler,
        limits,
        priority,
        ordered,
        placement,
        environment,
        permissions,
        files,
        null,
        false);
  }

  /** Returns the same task with other environments. */
  public TaskDefinition placed(Placement other) {
    return with(other, signer);
  }

  /** Returns the same task of a bundle with another signature, or with none. */
  public TaskDefinition signedBy(@Nullable String other) {
    return with(placement, other);
  }

  private TaskDefinition with(Placement newPlacement, @Nullable String newSigner) {
    return new TaskDefinition(
        name,
        bundle,
        runtime,
        handler,
        limits,
        priority,
        ordered,
        newPlacement,
        environment,
        permissions,
        files,
        newSigner,
        safeToUpdate);
  }
}
