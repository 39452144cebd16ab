package io.edgecoordinator.task;

/**
 * What environments a task gets.
 *
 * @param isolation what they share with others
 * @param pinned whether one is made at start-up and kept
 * @param fresh whether each call gets one that no call was in before
 */
public record Placement(Isolation isolation, boolean pinned, boolean fresh) {

  /** What a bundle gets that says nothing. */
  public static final Placement DEFAULT = new Placement(Isolation.SHARED, false, false);
}
