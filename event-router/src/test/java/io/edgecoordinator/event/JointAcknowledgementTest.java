package io.edgecoordinator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Admission.Accepted;
import io.edgecoordinator.event.Admission.Reason;
import io.edgecoordinator.event.Admission.Refused;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JointAcknowledgementTest {

  private static final Refused FULL = new Refused(Reason.QUEUE_FULL, "full");

  private final List<Object> told = new ArrayList<>();
  private final JointAcknowledgement joint =
      new JointAcknowledgement(
          new Acknowledgement() {
            @Override
            public void logged() {
              told.add("logged");
            }

            @Override
            public void complete(Admission admission) {
              told.add(admission);
            }
          });

  @Test
  void theSenderIsToldWhenAllHaveLoggedAndWhenAllHaveAnswered() {
    Acknowledgement first = joint.expect();
    Acknowledgement second = joint.expect();
    joint.release();
    first.logged();
    first.complete(new Accepted(1));
    assertThat(told).isEmpty();
    second.logged();
    assertThat(told).containsExactly("logged");
    second.complete(new Accepted(1));
    assertThat(told).containsExactly("logged", new Accepted(2));
  }

  @Test
  void aRefusalIsToldBeforeWhatTheOthersLoggedIsOnDiskAndOnce() {
    Acknowledgement first = joint.expect();
    Acknowledgement second = joint.expect();
    joint.release();
    first.complete(FULL);
    assertThat(told).as("the other has not decided").isEmpty();
    second.logged();
    assertThat(told).containsExactly(FULL);
    second.complete(new Accepted(1));
    assertThat(told).containsExactly(FULL);
  }

  @Test
  void aRefusalAfterAllWasLoggedIsTold() {
    Acknowledgement first = joint.expect();
    joint.release();
    first.logged();
    first.complete(FULL);
    assertThat(told).containsExactly("logged", FULL);
  }

  @Test
  void whoHasNoDestinationIsToldAtOnce() {
    joint.release();
    assertThat(told).containsExactly("logged", new Accepted(0));
  }
}
