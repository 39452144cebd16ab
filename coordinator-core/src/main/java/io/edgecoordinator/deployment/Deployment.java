package io.edgecoordinator.deployment;

import io.edgecoordinator.store.Codec;
import io.edgecoordinator.store.RecordInput;
import io.edgecoordinator.store.RecordOutput;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One deployment and how far it has come. Immutable.
 *
 * @param id as whoever wants it named it
 * @param number greater than those of all deployments before it on this box
 * @param origin who wants it
 * @param install what is to come into force; null if only its end was asked for, or if it can't be
 *     understood
 * @param reason why it is in its state, for people; empty if there is nothing to say
 * @param steps the states it was in and the one it is in, each with when it came into it
 * @param crashes how often the coordinator ended without being asked to while the new version was
 *     watched
 * @param paused whether the coordinator was asked to end meanwhile
 */
public record Deployment(
    String id,
    long number,
    Origin origin,
    DesiredDeployment.@Nullable Install install,
    String reason,
    List<Step> steps,
    int crashes,
    boolean paused) {

  /** The longest reason that is kept, in characters. */
  private static final int MAX_REASON = 1_000;

  /** Who wants a deployment. */
  public enum Origin {
    /** Somebody on the box itself; the archive is on disk from the beginning. */
    LOCAL,
    /** The broker upstream. */
    UPSTREAM;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A state and when it began, to the millisecond. */
  public record Step(DeploymentState state, Instant at) {
    public Step {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }
  }

  public Deployment {
    steps = List.copyOf(steps);
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("a deployment is in a state");
    }
    reason = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…";
  }

  /** A deployment that has not begun. */
  static Deployment queued(
      String id,
      long number,
      Origin origin,
      DesiredDeployment.@Nullable Install install,
      Instant now) {
    return new Deployment(
        id, number, origin, install, "", List.of(new Step(DeploymentState.QUEUED, now)), 0, false);
  }

  /**
   * Returns it in its next state.
   *
   * @throws IllegalStateException if it may not become that
   */
  Deployment become(DeploymentState next, String why, Instant now) {
    if (!state().mayBecome(next)) {
      throw new IllegalStateException(
          "deployment %s is %s and can't become %s".formatted(id, state(), next));
    }
    List<Step> more = new ArrayList<>(steps);
    more.add(new Step(next, now));
    return new Deployment(id, number, origin, install, why, more, crashes, paused);
  }

  /** Returns it with what happened to the coordinator while it was watched. */
  Deployment interrupted(int newCrashes, boolean newPaused) {
    return new Deployment(id, number, origin, install, reason, steps, newCrashes, newPaused);
  }

  /** Returns how far it has come. */
  public DeploymentState state() {
    return steps.getLast().state();
  }

  /** Returns when it was wanted. */
  public Instant begun() {
    return steps.getFirst().at();
  }

  /** Returns when its state changed last. */
  public Instant changed() {
    return steps.getLast().at();
  }

  /** Returns the name of its bundle; empty if there is none. */
  public String bundle() {
    return install == null ? "" : install.bundle();
  }

  /** Returns the version of its bundle; empty if there is none. */
  public String version() {
    return install == null ? "" : install.version();
  }

  /**
   * Returns it as the status of the box tells it.
   *
   * @param percent how much of the bundle has come
   */
  DeploymentReport.Progress progress(int percent) {
    return new DeploymentReport.Progress(id, bundle(), version(), state(), reason, percent);
  }

  static final Codec<Deployment> CODEC =
      new Codec<>() {
        private static final int FORM = 1;

        @Override
        public void write(Deployment value, RecordOutput out) {
          out.writeByte(FORM);
          out.writeText(value.id);
          out.writeLong(value.number);
          out.writeText(value.origin.name());
          writeInstall(value.install, out);
          out.writeText(value.reason);
          out.writeLong(value.steps.size());
          for (Step step : value.steps) {
            out.writeText(step.state.toString());
            out.writeLong(step.at.toEpochMilli());
          }
          out.writeLong(value.crashes);
          out.writeByte(value.paused ? 1 : 0);
        }

        private static void writeInstall(
            DesiredDeployment.@Nullable Install install, RecordOutput out) {
          out.writeByte(install == null ? 0 : 1);
          if (install != null) {
            out.writeText(install.bundle());
            out.writeText(install.version());
            out.writeLong(install.size());
            out.writeText(install.sha256());
            out.writeOptionalText(install.signature());
            out.writeText(install.from());
          }
        }

        @Override
        public Deployment read(RecordInput in) {
          if (in.readByte() != FORM) {
            throw new IllegalArgumentException("a deployment of a form that is not known");
          }
          String id = in.readText();
          return new Deployment(
              id,
              in.readLong(),
              Origin.valueOf(in.readText()),
              readInstall(id, in),
              in.readText(),
              readSteps(in),
              (int) in.readLong(),
              in.readByte() == 1);
        }

        private static List<Step> readSteps(RecordInput in) {
          List<Step> steps = new ArrayList<>();
          for (long left = in.readLong(); left > 0; left--) {
            DeploymentState state = DeploymentState.of(in.readText());
            steps.add(new Step(state, Instant.ofEpochMilli(in.readLong())));
          }
          return steps;
        }

        private static DesiredDeployment.@Nullable Install readInstall(String id, RecordInput in) {
          return in.readByte() == 0
              ? null
              : new DesiredDeployment.Install(
                  id,
                  in.readText(),
                  in.readText(),
                  in.readLong(),
                  in.readText(),
                  in.readOptionalText(),
                  in.readText());
        }
      };
}
