package io.edgecoordinator.event;

import org.jspecify.annotations.Nullable;

/**
 * One acknowledgement for several destinations: the sender is told when all have answered, and told
 * no if one of them refused. Belongs to the event loop.
 */
public final class JointAcknowledgement {

  private final Acknowledgement sender;
  private int unanswered = 1;
  private int unplaced = 1;
  private int destinations;
  private Admission.@Nullable Refused refusal;

  /** Begins to gather; {@link #release()} must follow. */
  public JointAcknowledgement(Acknowledgement sender) {
    this.sender = sender;
  }

  /** Returns the acknowledgement for one more destination. */
  public Acknowledgement expect() {
    unanswered++;
    unplaced++;
    return new Part();
  }

  /** Says that no more destinations come. To be called once. */
  public void release() {
    placed();
    answered();
  }

  private void placed() {
    if (--unplaced == 0 && unanswered > 0) {
      sender.logged();
    }
  }

  private void answered() {
    if (--unanswered == 0) {
      sender.complete(refusal == null ? new Admission.Accepted(destinations) : refusal);
    }
  }

  private final class Part implements Acknowledgement {
    private boolean isPlaced;

    @Override
    public void logged() {
      isPlaced = true;
      placed();
    }

    @Override
    public void complete(Admission admission) {
      switch (admission) {
        case Admission.Accepted accepted -> destinations += accepted.destinations();
        case Admission.Refused refused -> refusal = refusal == null ? refused : refusal;
      }
      if (!isPlaced) {
        isPlaced = true;
        placed();
      }
      answered();
    }
  }
}
