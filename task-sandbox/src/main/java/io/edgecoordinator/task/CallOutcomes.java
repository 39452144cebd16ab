package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.JointAcknowledgement;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.event.TopicTemplate;
import io.edgecoordinator.flow.DeliveryOptions;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.QueueStatus.Drop;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Publication;
import io.edgecoordinator.task.TaskResult.Reason;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sees to what comes of the calls of a task. Results go into the table; a call that survives a
 * restart is done when they are safe. A call that failed is tried again, as its row says; after
 * that its event goes to the row's dead-letter topic.
 *
 * <p>Belongs to the event loop.
 */
final class CallOutcomes {

  private final Source.Task source;
  private final String resultTopic;
  private final CallQueue queue;
  private final ResultEvents events;
  private final Function<String, DeliveryOptions> options;
  private final TaskStatistics statistics;

  /**
   * Creates the outcomes of one version of a task.
   *
   * @param queue where its calls come from
   * @param events takes what it gives
   * @param options what the row of an id says now
   */
  CallOutcomes(
      TaskDefinition task,
      CallQueue queue,
      ResultEvents events,
      Function<String, DeliveryOptions> options,
      TaskStatistics statistics) {
    this.source = new Source.Task(task.name());
    this.resultTopic = PublishPermission.resultTopic(task);
    this.queue = queue;
    this.events = events;
    this.options = options;
    this.statistics = statistics;
  }

  /** Takes the result of a call that ran, or could not. */
  void ended(TaskCall call, TaskResult result) {
    switch (result) {
      case Failed failure -> failed(call, failure);
      case Completed completed when call.isDurable() -> publishSafely(call, completed);
      case Completed completed -> {
        publish(call, completed, null);
        succeeded(call, completed);
      }
    }
  }

  private void publishSafely(TaskCall call, Completed completed) {
    JointAcknowledgement results =
        new JointAcknowledgement(admission -> settled(call, completed, admission));
    publish(call, completed, results);
    results.release();
  }

  private void publish(TaskCall call, Completed completed, @Nullable JointAcknowledgement results) {
    for (Publication publication : completed.published()) {
      publish(call, publication.topic(), publication.payload(), results);
    }
    Payload returned = completed.returned();
    if (returned != null && call.asker() == null) {
      String topic = completed.topic();
      publish(call, topic == null ? resultTopic : topic, returned, results);
    }
  }

  private void publish(
      TaskCall call, String topic, Payload payload, @Nullable JointAcknowledgement results) {
    Acknowledgement told = results == null ? Acknowledgement.NONE : results.expect();
    events.emit(source, call.event(), topic, payload, told);
  }

  private void settled(TaskCall call, Completed completed, Admission admission) {
    switch (admission) {
      case Admission.Accepted _ -> succeeded(call, completed);
      case Admission.Refused refused -> {
        String message = "what it gave was refused: " + refused.detail();
        failed(call, new Failed(Reason.RESULT_REFUSED, message, "", completed.took()));
      }
    }
  }

  private void succeeded(TaskCall call, Completed completed) {
    statistics.succeeded();
    queue.done(call.entry());
    if (call.asker() != null) {
      call.asker().complete(completed);
    }
  }

  private void failed(TaskCall call, Failed failure) {
    statistics.failed(call.delivery(), call.attempt(), failure);
    if (call.asker() != null) {
      queue.done(call.entry());
      call.asker().complete(failure);
    } else if (failure.reason() == Reason.WITHDRAWN) {
      queue.done(call.entry());
    } else {
      DeliveryOptions row = options.apply(call.delivery().flow());
      if (!triesAgain(call, row.retry())) {
        DeadLetter letter =
            new DeadLetter(lowerCase(failure.reason()), failure.message(), call.attempt());
        giveUp(call.entry(), row.deadLetter(), letter);
      }
    }
  }

  private boolean triesAgain(TaskCall call, DeliveryOptions.@Nullable Retry retry) {
    if (retry == null || call.attempt() >= retry.attempts()) {
      return false;
    }
    var first = retry.backoff() == null ? Backoff.FIRST : retry.backoff();
    boolean rests =
        queue.rest(Backoff.after(call.attempt(), first), () -> queue.again(call.nextAttempt()));
    if (rests) {
      statistics.retried();
    } else {
      statistics.retryRefused();
    }
    return rests;
  }

  /**
   * Hears that a call is given up that did not begin.
   *
   * @return whether its event goes to a dead-letter topic, and the call ends when it is there
   */
  boolean takesOver(Entry<TaskDelivery> entry, Drop reason) {
    TaskDelivery delivery = entry.item();
    Failed failure = givenUp(reason);
    boolean tooLate = failure.reason() == Reason.EXPIRED;
    if (tooLate || delivery.asker() != null) {
      statistics.failed(delivery, 0, failure);
    }
    if (delivery.asker() != null) {
      delivery.asker().complete(failure);
      return false;
    }
    TopicTemplate topic = tooLate ? options.apply(delivery.flow()).deadLetter() : null;
    if (topic == null) {
      return false;
    }
    giveUp(entry, topic, new DeadLetter(lowerCase(reason), failure.message(), 0));
    return true;
  }

  private static Failed givenUp(Drop reason) {
    return switch (reason) {
      case EXPIRED -> failed(Reason.EXPIRED, "its deadline passed before it began");
      case TOO_OLD -> failed(Reason.EXPIRED, "it waited for longer than calls are kept");
      case REFUSED, FULL -> failed(Reason.QUEUE_FULL, "newer calls took its place in the queue");
      case AWAY -> failed(Reason.WITHDRAWN, "the task was removed");
      case NOT_STORED, UNREADABLE -> failed(Reason.WITHDRAWN, "it could not be kept");
    };
  }

  private static Failed failed(Reason reason, String message) {
    return new Failed(reason, message, "", Duration.ZERO);
  }

  private void giveUp(Entry<TaskDelivery> entry, @Nullable TopicTemplate topic, DeadLetter letter) {
    if (topic == null) {
      queue.done(entry);
      return;
    }
    try {
      send(entry, letter.event(events.nextId(), source, entry.item(), topic), 1);
    } catch (IllegalArgumentException noTopic) {
      lost(entry, String.valueOf(noTopic.getMessage()));
    }
  }

  private void send(Entry<TaskDelivery> entry, Event letter, int attempt) {
    events.emit(
        letter,
        admission -> {
          switch (admission) {
            case Admission.Accepted _ -> {
              statistics.deadLetter();
              queue.done(entry);
            }
            case Admission.Refused refused -> refused(entry, letter, attempt, refused);
          }
        });
  }

  /** A topic that has no room now may have some later; one that leads in a circle always does. */
  private void refused(
      Entry<TaskDelivery> entry, Event letter, int attempt, Admission.Refused refused) {
    boolean rests =
        refused.reason() != Admission.Reason.TOO_MANY_HOPS
            && queue.rest(
                Backoff.after(attempt, Backoff.FIRST), () -> send(entry, letter, attempt + 1));
    if (!rests) {
      lost(entry, refused.detail());
    }
  }

  private void lost(Entry<TaskDelivery> entry, String why) {
    statistics.deadLetterLost(entry.item(), why);
    queue.done(entry);
  }

  private static String lowerCase(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
