package io.edgecoordinator.task;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The environments of one version of a task. Belongs to the event loop. */
final class Seats {

  private final List<Seat> seats = new ArrayList<>(1);

  void add(Seat seat) {
    seats.add(seat);
  }

  void remove(Seat seat) {
    seats.remove(seat);
  }

  boolean isEmpty() {
    return seats.isEmpty();
  }

  int size() {
    return seats.size();
  }

  /** Returns all there are now. */
  List<Seat> all() {
    return List.copyOf(seats);
  }

  /** Returns the environments there are now. */
  List<ExecutionEnvironment> environments() {
    return seats.stream().map(Seat::environment).toList();
  }

  /** Returns the seat of an environment, or null if it is gone. */
  @Nullable Seat of(ExecutionEnvironment environment) {
    for (Seat seat : seats) {
      if (seat.environment() == environment) {
        return seat;
      }
    }
    return null;
  }

  /** Returns one that could take a call if it got a slot, or null. */
  @Nullable Seat idle() {
    for (Seat seat : seats) {
      if (seat.isIdle()) {
        return seat;
      }
    }
    return null;
  }

  /** Returns the one with the fewest calls under way among those that hold a slot and have room. */
  @Nullable Seat roomiest() {
    Seat roomiest = null;
    for (Seat seat : seats) {
      if (seat.isRefillable()
          && (roomiest == null
              || seat.environment().underWay() < roomiest.environment().underWay())) {
        roomiest = seat;
      }
    }
    return roomiest;
  }

  /** Says whether one is on its way that will take calls. */
  boolean isOneStarting() {
    for (Seat seat : seats) {
      if (seat.environment().state() == ExecutionEnvironment.State.STARTING) {
        return true;
      }
    }
    return false;
  }

  /** Says whether calls are under way that count against the slots. */
  boolean isOneCounted() {
    for (Seat seat : seats) {
      if (seat.isCounted()) {
        return true;
      }
    }
    return false;
  }

  int underWay() {
    int underWay = 0;
    for (Seat seat : seats) {
      underWay += seat.environment().underWay();
    }
    return underWay;
  }
}
