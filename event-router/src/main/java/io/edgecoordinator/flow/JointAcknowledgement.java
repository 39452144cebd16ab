package io.edgecoordinator.flow;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import org.jspecify.annotations.Nullable;

/**
 * One acknowledgement for several destinations: the sender is told when all have answered, and told
 * no if one of them refused.
 */
final class JointAcknowledgement implements Acknowledgement {

  private final Acknowledgement sender;
  private int awaited = 1;
  private int destinations;
  private Admission.@Nullable Refused refusal;

  JointAcknowledgement(Acknowledgement sender) {
    this.sender = sender;
  }

  /** Says that one more destination will answer. */
  void expect() {
    awaited++;
  }

  @Override
  public void complete(Admission admission) {
    switch (admission) {
      case Admission.Accepted accepted -> destinations += accepted.destinations();
      case Admission.Refused refused -> refusal = refusal == null ? refused : refusal;
    }
    release();
  }

  /** Says that no more destinations come. To be called once. */
  void release() {
    if (--awaited == 0) {
      sender.complete(refusal == null ? new Admission.Accepted(destinations) : refusal);
    }
  }
}
