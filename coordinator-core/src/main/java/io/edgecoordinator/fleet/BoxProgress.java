package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DeploymentState;
import org.jspecify.annotations.Nullable;

/**
 * How far a box is with a rollout. Immutable.
 *
 * @param box its id
 * @param canary whether it is among those that are told first
 * @param step what has become of it as far as is known here
 * @param state as the box last told of this deployment, or null if it has told nothing
 * @param percent of the bundle that has come, 0 to 100
 * @param reason why it is so, for people; empty if there is nothing to say
 */
public record BoxProgress(
    String box,
    boolean canary,
    Step step,
    @Nullable DeploymentState state,
    int percent,
    String reason) {

  /** What has become of a box in a rollout. */
  public enum Step {
    /** It knows of nothing. */
    NOT_TOLD,
    /** It is told, and may be at it. */
    TOLD,
    /** It has the new version, and does well. */
    HEALTHY,
    /** It won't have the new version by this rollout. */
    UNWELL,
    /** It took longer than it might. What it is told stays. */
    LATE;

    /** Says whether the rollout waits for it no more, now that it is told. */
    boolean isOver() {
      return this == HEALTHY || this == UNWELL || this == LATE;
    }
  }

  /** Returns the state or the step in one word. */
  public String word() {
    return switch (step) {
      case NOT_TOLD -> "not-told";
      case LATE -> "late";
      case TOLD -> state == null ? "told" : state.toString();
      case UNWELL -> state == null ? "refused" : state.toString();
      case HEALTHY -> DeploymentState.HEALTHY.toString();
    };
  }

  BoxProgress told() {
    return new BoxProgress(box, canary, Step.TOLD, null, 0, "");
  }

  BoxProgress heard(DeploymentState heard, int newPercent, String newReason) {
    Step next =
        heard == DeploymentState.HEALTHY
            ? Step.HEALTHY
            : heard.isTerminal() ? Step.UNWELL : step == Step.LATE ? Step.LATE : Step.TOLD;
    return new BoxProgress(box, canary, next, heard, newPercent, newReason);
  }

  BoxProgress unwell(String newReason) {
    return new BoxProgress(box, canary, Step.UNWELL, state, percent, newReason);
  }

  BoxProgress late(String newReason) {
    return new BoxProgress(box, canary, Step.LATE, state, percent, newReason);
  }
}
