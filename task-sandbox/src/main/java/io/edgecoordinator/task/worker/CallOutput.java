package io.edgecoordinator.task.worker;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a call gives, as it comes together while the call runs. Bounded: what goes beyond the bound
 * is not kept, and the call fails. Used by the thread that runs the call alone.
 */
final class CallOutput {

  private final long most;
  private final List<GuestOutput.Publication> published = new ArrayList<>();
  private @Nullable String topic;
  private byte @Nullable [] payload;
  private long bytes;

  /**
   * Begins with nothing.
   *
   * @param most bytes that one call may return and publish
   */
  CallOutput(long most) {
    this.most = most;
  }

  /**
   * Adds an event. Returns whether there was room.
   *
   * @throws IllegalArgumentException if it can't have that topic
   */
  boolean publish(String newTopic, byte[] newPayload) {
    if (newTopic.isEmpty() || newTopic.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("the topic is empty or has U+0000 in it");
    }
    if (fits(newTopic, newPayload)) {
      published.add(new GuestOutput.Publication(newTopic, newPayload));
    }
    return bytes <= most;
  }

  /** Says what is returned, and under which topic if not the task's own. */
  boolean returned(@Nullable String newTopic, byte[] newPayload) {
    if (fits(newTopic, newPayload)) {
      topic = newTopic;
      payload = newPayload;
    }
    return bytes <= most;
  }

  private boolean fits(@Nullable String newTopic, byte[] newPayload) {
    int head = newTopic == null ? 0 : newTopic.getBytes(StandardCharsets.UTF_8).length;
    bytes += head + newPayload.length;
    return bytes <= most;
  }

  /** Says whether so many bytes could be added; if not, they count as if they had been. */
  boolean hasRoomFor(long more) {
    if (bytes + more > most) {
      bytes += more;
    }
    return bytes <= most;
  }

  /** Says that there is too much, for a guest that asks why it was refused. */
  String tooLarge() {
    return "returned and published " + bytes + " bytes, more than " + most;
  }

  /**
   * Returns what came together.
   *
   * @throws CallFailedException if it is too much
   */
  GuestOutput finish(StateUse state) throws CallFailedException {
    if (bytes > most) {
      throw OutputQuota.tooLarge(bytes, most);
    }
    return new GuestOutput(
        topic, payload, published.isEmpty() ? List.of() : List.copyOf(published), state);
  }
}
