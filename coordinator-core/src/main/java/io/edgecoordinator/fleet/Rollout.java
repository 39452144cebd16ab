package io.edgecoordinator.fleet;

import io.edgecoordinator.deployment.DeploymentReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One deployment to many boxes: which are told when. The canaries are told first; only when all of
 * them are healthy, and that in time, the rest is told. Knows nothing of brokers and terminals. Not
 * safe for use by several threads.
 */
public final class Rollout {

  private final String deployment;
  private final Duration wait;
  private final Map<String, BoxProgress> boxes = new LinkedHashMap<>();

  /** The deployments that boxes had told of before they were told of this one. */
  private final Map<String, String> former = new HashMap<>();

  private Phase phase = Phase.NOT_BEGUN;
  private Instant deadline = Instant.MAX;

  /** How far a rollout is. */
  public enum Phase {
    /** Nobody is told. */
    NOT_BEGUN,
    /** The canaries are told. */
    CANARIES,
    /** All are told. */
    ALL,
    /** A canary did not do well; the rest will not be told. */
    STOPPED,
    /** All are told, and nothing more is waited for. */
    OVER
  }

  /**
   * Creates a rollout in which nobody is told.
   *
   * @param deployment what its reports are known by
   * @param boxes their ids; the first are the canaries
   * @param canaries how many; 0 for all at once
   * @param wait how long the canaries may take, and then the rest
   */
  public Rollout(String deployment, List<String> boxes, int canaries, Duration wait) {
    if (boxes.isEmpty() || canaries < 0 || canaries > boxes.size()) {
      throw new IllegalArgumentException("there must be boxes, and canaries among them");
    }
    this.deployment = deployment;
    this.wait = wait;
    for (String box : boxes) {
      boolean canary = this.boxes.size() < canaries;
      this.boxes.putIfAbsent(
          box, new BoxProgress(box, canary, BoxProgress.Step.NOT_TOLD, null, 0, ""));
    }
  }

  /** Returns how many canaries a share is: as many as it gives, rounded up, and one at least. */
  public static int canaries(double percent, int boxes) {
    return percent <= 0 ? 0 : Math.clamp((long) Math.ceil(percent * boxes / 100), 1, boxes);
  }

  /** Begins, and returns who is to be told. */
  public List<String> begin(Instant now) {
    boolean first = boxes.values().stream().anyMatch(BoxProgress::canary);
    phase = first ? Phase.CANARIES : Phase.ALL;
    return tell(now);
  }

  /** A box tells how it does. Returns who is to be told now. */
  public List<String> heard(String box, DeploymentReport report, Instant now) {
    BoxProgress known = boxes.get(box);
    DeploymentReport.Progress last = report.last();
    if (known == null || last == null) {
      return List.of();
    }
    if (known.step() == BoxProgress.Step.NOT_TOLD) {
      former.put(box, last.deployment());
    } else if (last.deployment().equals(deployment)) {
      boxes.put(box, known.heard(last.state(), last.percent(), last.reason()));
    } else if (isAnother(box, last.deployment()) && !known.step().isOver()) {
      boxes.put(box, known.unwell("it has taken the deployment " + last.deployment() + " since"));
    }
    return next(now);
  }

  private boolean isAnother(String box, String other) {
    @Nullable String before = former.get(box);
    return before != null && !before.equals(other);
  }

  /** A box can't be told. Returns who is to be told now. */
  public List<String> refused(String box, String reason, Instant now) {
    boxes.computeIfPresent(box, (_, known) -> known.unwell(reason));
    return next(now);
  }

  /** Time passes. Returns who is to be told now, which is nobody. */
  public List<String> passed(Instant now) {
    if (isOver() || now.isBefore(deadline)) {
      return List.of();
    }
    boxes.replaceAll((_, known) -> isAwaited(known) ? known.late(lateness(known)) : known);
    return next(now);
  }

  private String lateness(BoxProgress box) {
    return box.state() == null
        ? "it has not answered in " + wait.toSeconds() + " s"
        : "it is "
            + box.state()
            + " after "
            + wait.toSeconds()
            + " s"
            + (box.reason().isEmpty() ? "" : ": " + box.reason());
  }

  private static boolean isAwaited(BoxProgress box) {
    return box.step() == BoxProgress.Step.TOLD;
  }

  private List<String> next(Instant now) {
    if (phase == Phase.CANARIES) {
      List<BoxProgress> canaries = boxes.values().stream().filter(BoxProgress::canary).toList();
      if (canaries.stream().anyMatch(box -> box.step().isOver() && !isHealthy(box))) {
        phase = Phase.STOPPED;
      } else if (canaries.stream().allMatch(Rollout::isHealthy)) {
        phase = Phase.ALL;
        List<String> rest = tell(now);
        return rest.isEmpty() ? next(now) : rest;
      }
    } else if (phase == Phase.ALL && boxes.values().stream().allMatch(b -> b.step().isOver())) {
      phase = Phase.OVER;
    }
    return List.of();
  }

  private List<String> tell(Instant now) {
    deadline = now.plus(wait);
    List<String> told = new ArrayList<>();
    for (BoxProgress box : List.copyOf(boxes.values())) {
      if (box.step() == BoxProgress.Step.NOT_TOLD && (phase == Phase.ALL || box.canary())) {
        boxes.put(box.box(), box.told());
        told.add(box.box());
      }
    }
    return told;
  }

  private static boolean isHealthy(BoxProgress box) {
    return box.step() == BoxProgress.Step.HEALTHY;
  }

  /** Returns how far it is. */
  public Phase phase() {
    return phase;
  }

  /** Says whether nothing more is waited for. */
  public boolean isOver() {
    return phase == Phase.OVER || phase == Phase.STOPPED;
  }

  /** Says whether all boxes have the new version and do well. */
  public boolean isSuccess() {
    return boxes.values().stream().allMatch(Rollout::isHealthy);
  }

  /** Returns how far the boxes are, in the order in which they are told. */
  public List<BoxProgress> boxes() {
    return List.copyOf(boxes.values());
  }

  /** Returns how far a box is. */
  BoxProgress box(String box) {
    return Objects.requireNonNull(boxes.get(box), "box");
  }
}
