package io.edgecoordinator.shadow;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.JointAcknowledgement;
import io.edgecoordinator.shadow.Exchange.Change;
import io.edgecoordinator.shadow.Exchange.Message;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of exchanges: who asked is answered, all are told of changes, and who waits for the
 * acknowledgement gets it when they have that safe. Belongs to the event loop.
 */
final class Answers implements UnsafeExchanges.Ends {

  private final ShadowOperations operations;
  private final ShadowEvents events;
  private final Announced announced;
  private final Complaints complaints;
  private final ShadowCounters counters;
  private final Consumer<Exchange> over;

  /**
   * Creates the end.
   *
   * @param over takes each exchange when it is over, before who asked for an answer gets it
   */
  Answers(
      ShadowOperations operations,
      ShadowEvents events,
      Announced announced,
      Complaints complaints,
      ShadowCounters counters,
      Consumer<Exchange> over) {
    this.operations = operations;
    this.events = events;
    this.announced = announced;
    this.complaints = complaints;
    this.counters = counters;
    this.over = over;
  }

  @Override
  public void safe(Exchange exchange) {
    Change change = exchange.change();
    Announced.@Nullable Pending pending =
        change == null ? null : announced.begin(change.after().sequence());
    if (pending == null && !exchange.acknowledgement.isAwaited()) {
      tell(exchange, Acknowledgement.NONE);
    } else {
      tell(
          exchange,
          admission -> {
            if (pending != null) {
              announced.told(pending);
            }
            exchange.acknowledgement.complete(forSender(admission));
          });
    }
  }

  /** Returns what the sender is to know: that somebody's queue is full is not for him. */
  private static Admission forSender(Admission told) {
    return told instanceof Admission.Refused refused
            && refused.reason() == Admission.Reason.NOT_STORED
        ? told
        : new Admission.Accepted(1);
  }

  @Override
  public void undone(Exchange exchange, String failure) {
    boolean changed = exchange.change() != null;
    exchange.became(operations.rejected(exchange.request, ShadowRejection.notStored(failure)));
    tell(exchange, Acknowledgement.NONE);
    exchange.acknowledgement.complete(
        changed
            ? new Admission.Refused(Admission.Reason.NOT_STORED, failure)
            : new Admission.Accepted(1));
  }

  private void tell(Exchange exchange, Acknowledgement whenTold) {
    ShadowRequest request = exchange.request;
    ShadowAnswer answer = exchange.outcome().answer();
    count(exchange, answer);
    if (exchange.asker == null || exchange.change() != null) {
      JointAcknowledgement joint = new JointAcknowledgement(whenTold);
      for (Message message : exchange.outcome().messages()) {
        events.publish(
            request.shadow(), message.suffix(), message.payload(), request.by(), joint.expect());
      }
      joint.release();
    } else {
      whenTold.complete(new Admission.Accepted(0));
    }
    over.accept(exchange);
    if (exchange.asker != null) {
      exchange.asker.accept(answer);
    }
  }

  private void count(Exchange exchange, ShadowAnswer answer) {
    switch (answer) {
      case ShadowAnswer.Accepted _ -> counters.accepted(exchange.request.operation());
      case ShadowAnswer.Rejected rejected -> {
        counters.rejected(rejected.why().code());
        if (exchange.row != null) {
          complaints.rejected(exchange.row, exchange.request, rejected.why());
        }
      }
    }
  }
}
