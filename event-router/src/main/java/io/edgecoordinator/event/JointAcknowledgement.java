package io.edgecoordinator.event;

import org.jspecify.annotations.Nullable;

/**
 * One acknowledgement for several destinations: the sender is told when all have answered. If one
 * of them refuses, it is told so as soon as the others have the event in their logs, before these
 * are on disk: what it adds to the open commit then is never seen there without the refusal.
 * Belongs to the event loop.
 */
public final class JointAcknowledgement {

  private final Acknowledgement sender;
  private int unanswered = 1;
  private int unplaced = 1;
  private int destinations;
  private Admission.@Nullable Refused refusal;
  private boolean told;

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
      if (refusal == null) {
        sender.logged();
      } else {
        refuse(refusal);
      }
    }
  }

  private void answered() {
    if (--unanswered == 0 && !told) {
      if (refusal == null) {
        sender.complete(new Admission.Accepted(destinations));
      } else {
        refuse(refusal);
      }
    }
  }

  private void refuse(Admission.Refused why) {
    told = true;
    sender.complete(why);
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
