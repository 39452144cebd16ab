package io.edgecoordinator.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.edgecoordinator.event.Event;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.QoS;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.flow.Priority;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CallQueueTest {

  private final CallQueue queue = new CallQueue(3, 10);

  private static TaskCall call(long id, Priority priority, int bytes) {
    Event event =
        new Event(
            id,
            new Source.Operator(),
            null,
            "t",
            Payload.of(new byte[bytes]),
            QoS.AT_MOST_ONCE,
            false,
            0);
    return new TaskCall(id, event, Map.of(), priority, 1, null);
  }

  @Test
  void givesTheMostUrgentFirstAndWithinAPriorityTheOldest() {
    queue.offer(call(1, Priority.LOW, 1));
    queue.offer(call(2, Priority.HIGH, 1));
    queue.offer(call(3, Priority.HIGH, 1));
    assertThat(queue.poll().id()).isEqualTo(2);
    assertThat(queue.poll().id()).isEqualTo(3);
    assertThat(queue.poll().id()).isEqualTo(1);
    assertThat(queue.poll()).isNull();
  }

  @Test
  void refusesOneCallTooMany() {
    for (int i = 0; i < 3; i++) {
      assertThat(queue.offer(call(i, Priority.NORMAL, 1))).isTrue();
    }
    assertThat(queue.offer(call(9, Priority.HIGH, 1))).isFalse();
  }

  @Test
  void refusesOneByteTooManyAndHasRoomAgainAfterwards() {
    assertThat(queue.offer(call(1, Priority.NORMAL, 10))).isTrue();
    assertThat(queue.offer(call(2, Priority.NORMAL, 1))).isFalse();
    queue.poll();
    assertThat(queue.offer(call(2, Priority.NORMAL, 1))).isTrue();
  }

  @Test
  void whatIsPutBackIsNext() {
    queue.offer(call(1, Priority.NORMAL, 1));
    queue.offer(call(2, Priority.NORMAL, 1));
    TaskCall first = queue.poll();
    queue.putBack(first);
    assertThat(queue.poll()).isSameAs(first);
  }
}
