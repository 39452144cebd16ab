package io.edgecoordinator.task.worker;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a call is about, as JSON, for guests that have no prelude to take the text apart. */
final class CallAbout {

  /** The parts before the captures: attempt, event id, execution id, topic, device. */
  private static final int FIRST_CAPTURE = 5;

  private CallAbout() {}

  static String json(GuestCall call, GuestDefinition definition) {
    String[] parts = call.about().split("\0", -1);
    Map<String, String> captures = new LinkedHashMap<>();
    for (int i = FIRST_CAPTURE; i + 1 < parts.length; i += 2) {
      captures.put(parts[i], parts[i + 1]);
    }
    long deadline =
        Math.min(
            call.deadline(), System.currentTimeMillis() + definition.limits().timeout().toMillis());
    return "{\"attempt\":"
        + parts[0]
        + ",\"eventId\":"
        + Json.text(parts[1])
        + ",\"executionId\":"
        + Json.text(parts[2].isEmpty() ? parts[1] : parts[2])
        + ",\"topic\":"
        + Json.text(parts[3])
        + ",\"device\":"
        + (parts[4].isEmpty() ? "null" : Json.text(parts[4]))
        + ",\"deadline\":"
        + deadline
        + ",\"captures\":"
        + Json.object(captures)
        + ",\"environment\":"
        + Json.object(definition.variables())
        + "}";
  }
}
