package io.edgecoordinator.task;

import io.edgecoordinator.event.Acknowledgement;
import io.edgecoordinator.event.Admission;
import io.edgecoordinator.event.JointAcknowledgement;
import io.edgecoordinator.store.Entry;
import io.edgecoordinator.store.Store;
import io.edgecoordinator.task.TaskResult.Completed;
import io.edgecoordinator.task.TaskResult.Failed;
import io.edgecoordinator.task.TaskResult.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Sees to what calls of a task that ended well did with its state: all of it happens, or the call
 * is run again, or it fails.
 *
 * <p>What a durable call changed, what it gave and its own end reach the disk in the same commit.
 * So a crash leaves all of that or none, in which case the call is run again. The commit is held
 * open while the results are on the way to their destinations.
 *
 * <p>Belongs to the event loop.
 */
final class StateOutcomes {

  private final TaskDefinition task;
  private final TaskStates all;
  private final TaskState state;
  private final CallQueue queue;
  private final TaskStatistics statistics;
  private final Ends ends;

  /** What becomes of a call after that. */
  interface Ends {

    /** Sends what a call gave into the table; the results are told, if somebody wants to know. */
    void publish(TaskCall call, Completed completed, @Nullable JointAcknowledgement results);

    /** A call ended well. */
    void succeeded(TaskCall call, Completed completed);

    /** A call failed after all. */
    void failed(TaskCall call, Failed failure);
  }

  StateOutcomes(
      TaskDefinition task, TaskStates all, CallQueue queue, TaskStatistics statistics, Ends ends) {
    this.task = task;
    this.all = all;
    this.state = all.of(task.name());
    this.queue = queue;
    this.statistics = statistics;
    this.ends = ends;
  }

  /** Says whether there is anything to do here for a call that ended well. */
  static boolean concerns(Completed completed) {
    StateChanges changes = completed.changes();
    return !changes.writes().isEmpty() || changes.reads().size() > 1;
  }

  /** Hears that a call has ended, however that was: others need not wait for it. */
  void ended(Entry<TaskDelivery> call) {
    state.ended(call);
  }

  /** Takes a call that ended well. */
  void completed(TaskCall call, Completed completed) {
    state.whenFree(
        call.entry(),
        unreadable -> {
          if (unreadable == null) {
            decide(call, completed);
          } else {
            fail(call, completed, Reason.RESULT_REFUSED, unreadable);
          }
        });
  }

  private void decide(TaskCall call, Completed completed) {
    StateChanges changes = completed.changes();
    String excess = state.excess(changes, task.limits().quotas().state());
    if (state.isOvertaken(changes)) {
      again(call, completed);
    } else if (excess != null) {
      fail(call, completed, Reason.STATE_TOO_LARGE, excess);
    } else if (call.isDurable()) {
      new DurableEnd(call, completed, state.apply(changes)).begin();
    } else {
      StateChange change = state.apply(changes);
      state.save(change);
      all.store().whenSafe(_ -> state.safe(change));
      ends.publish(call, completed, null);
      ends.succeeded(call, completed);
    }
  }

  private void again(TaskCall call, Completed completed) {
    if (!queue.isServed() && !call.isDurable()) {
      fail(call, completed, Reason.WITHDRAWN, "task " + task.name() + " was removed");
    } else if (call.attempt() >= all.limits().attempts()) {
      String message =
          "what it read of its state was changed by others, at attempt " + call.attempt();
      fail(call, completed, Reason.STATE_CONFLICT, message);
    } else {
      statistics.overtaken();
      state.favour(call.entry(), task.limits().timeout().toMillis());
      queue.putBack(call.nextAttempt());
      queue.wake();
    }
  }

  private void fail(TaskCall call, Completed completed, Reason reason, String message) {
    ends.failed(call, new Failed(reason, message, "", completed.took()));
  }

  /** The end of a call that survives a restart, until it is on disk or refused. */
  private final class DurableEnd implements Acknowledgement {

    private final TaskCall call;
    private final Completed completed;
    private final StateChange change;
    private final Store.Hold hold = all.store().hold();
    private boolean saved;
    private boolean safe;
    private @Nullable Admission results;

    DurableEnd(TaskCall call, Completed completed, StateChange change) {
      this.call = call;
      this.completed = completed;
      this.change = change;
    }

    void begin() {
      JointAcknowledgement joint = new JointAcknowledgement(this);
      ends.publish(call, completed, joint);
      joint.release();
    }

    /** What was logged may be refused in this very turn, and then nothing is saved. */
    @Override
    public void logged() {
      if (completed.published().isEmpty() && completed.returned() == null) {
        save();
      } else {
        all.loop().runOnContext(_ -> save());
      }
    }

    private void save() {
      if (results instanceof Admission.Refused) {
        return;
      }
      saved = true;
      change.onUndone(() -> queue.keep(call.entry()));
      queue.leave(call.entry());
      state.ended(call.entry());
      state.save(change);
      hold.close();
      all.store().whenSafe(this::written);
    }

    private void written(@Nullable String failure) {
      if (failure == null) {
        safe = true;
        state.safe(change);
      } else if (!(results instanceof Admission.Refused)) {
        results = new Admission.Refused(Admission.Reason.NOT_STORED, failure);
        state.takeBack(change);
        refused("what it gave was refused: " + failure);
        return;
      }
      settle();
    }

    @Override
    public void complete(Admission admission) {
      if (results instanceof Admission.Refused) {
        return;
      }
      results = admission;
      if (admission instanceof Admission.Refused refused) {
        if (saved) {
          state.takeBack(change);
        } else {
          state.undo(change);
          hold.close();
        }
        refused("what it gave was refused: " + refused.detail());
      } else {
        settle();
      }
    }

    private void settle() {
      if (!safe || !(results instanceof Admission.Accepted)) {
        return;
      }
      if (change.isUndone()) {
        refused("what it built on was refused by the disk");
      } else {
        ends.succeeded(call, completed);
      }
    }

    private void refused(String message) {
      fail(call, completed, Reason.RESULT_REFUSED, message);
    }
  }
}
