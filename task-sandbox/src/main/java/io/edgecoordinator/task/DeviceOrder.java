package io.edgecoordinator.task;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where calls of devices are under way, for a task whose calls of one device run one after the
 * other: as long as there are some, the next go to the same environment. It outlives the versions
 * of the task. Belongs to the event loop.
 */
final class DeviceOrder {

  private final Map<String, UnderWay> devices = new HashMap<>();

  /** Calls of one device. */
  private static final class UnderWay {
    final Seat seat;
    int calls;

    UnderWay(Seat seat) {
      this.seat = seat;
    }
  }

  /** Says whether a call of that device may go to a seat; one without a device may go anywhere. */
  boolean admits(@Nullable String device, Seat seat) {
    UnderWay underWay = device == null ? null : devices.get(device);
    return underWay == null || underWay.seat == seat;
  }

  void began(TaskCall call, Seat seat) {
    String device = call.event().device();
    if (device != null) {
      devices.computeIfAbsent(device, _ -> new UnderWay(seat)).calls++;
    }
  }

  /** A call that began has ended or was lost. */
  void ended(TaskCall call) {
    String device = call.event().device();
    UnderWay underWay = device == null ? null : devices.get(device);
    if (underWay != null && --underWay.calls == 0) {
      devices.remove(device);
    }
  }
}
