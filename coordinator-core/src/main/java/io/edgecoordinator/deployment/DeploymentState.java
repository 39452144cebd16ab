package io.edgecoordinator.deployment;

import java.util.Locale;

/** How far a deployment has come. Its text is that of the protocol, such as {@code rolled-back}. */
public enum DeploymentState {
  /** Known, and not begun. */
  QUEUED,
  /** The bundle is being fetched. */
  DOWNLOADING,
  /** Digest and signature are being checked. */
  VERIFYING,
  /** The new version is prepared beside the one that runs. */
  STAGING,
  /** The new version is in force, and is watched. */
  ACTIVATING,
  /** The new version is in force and did well. */
  HEALTHY,
  /** The new version never came into force. */
  FAILED,
  /** The new version was in force, did not do well, and the former one is back. */
  ROLLED_BACK,
  /** Somebody, or a newer deployment, ended it; the former version is in force. */
  CANCELLED;

  /** Says whether nothing more becomes of it. */
  public boolean isTerminal() {
    return switch (this) {
      case HEALTHY, FAILED, ROLLED_BACK, CANCELLED -> true;
      case QUEUED, DOWNLOADING, VERIFYING, STAGING, ACTIVATING -> false;
    };
  }

  /** Says whether a deployment may go from this state into another. */
  public boolean mayBecome(DeploymentState next) {
    return switch (this) {
      case QUEUED -> next == DOWNLOADING || next == FAILED || next == CANCELLED;
      case DOWNLOADING -> next == VERIFYING || next == FAILED || next == CANCELLED;
      case VERIFYING -> next == STAGING || next == FAILED || next == CANCELLED;
      case STAGING -> next == ACTIVATING || next == FAILED || next == CANCELLED;
      case ACTIVATING -> next == HEALTHY || next == ROLLED_BACK || next == CANCELLED;
      case HEALTHY, FAILED, ROLLED_BACK, CANCELLED -> false;
    };
  }

  /**
   * Returns the state of a text.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static DeploymentState of(String text) {
    for (DeploymentState state : values()) {
      if (state.toString().equals(text)) {
        return state;
      }
    }
    throw new IllegalArgumentException("\"" + text + "\" is no state of a deployment");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
