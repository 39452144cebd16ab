package io.edgecoordinator.task;

import io.edgecoordinator.event.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where one task may publish. Remembers its answers. Belongs to the event loop. */
final class PublishPermission {

  private static final int REMEMBERED = 1_000;

  private final List<String> filters;
  private final String resultTopic;
  private final Map<String, String> answers = new HashMap<>();

  PublishPermission(TaskDefinition task) {
    filters = task.permissions().publish();
    resultTopic = resultTopic(task);
  }

  /** Returns where the result of a task goes that names no topic. */
  static String resultTopic(TaskDefinition task) {
    return "tasks/" + task.name() + "/result";
  }

  /** Returns a result as it is, or a failure if it is to go where the task may not publish. */
  TaskResult permitted(TaskResult result) {
    if (!(result instanceof TaskResult.Completed completed)) {
      return result;
    }
    String refusal = completed.topic() == null ? null : refusal(completed.topic());
    for (TaskResult.Publication publication : completed.published()) {
      refusal = refusal == null ? refusal(publication.topic()) : refusal;
    }
    return refusal == null
        ? result
        : new TaskResult.Failed(TaskResult.Reason.NOT_PERMITTED, refusal, "", completed.took());
  }

  /** Returns why the task may not publish to the topic, or null if it may. */
  private @Nullable String refusal(String topic) {
    if (answers.size() > REMEMBERED) {
      answers.clear();
    }
    String answer = answers.computeIfAbsent(topic, this::decide);
    return answer.isEmpty() ? null : answer;
  }

  private String decide(String topic) {
    try {
      Topics.validateName(topic);
    } catch (IllegalArgumentException invalid) {
      return String.valueOf(invalid.getMessage());
    }
    if (topic.equals(resultTopic)
        || filters.stream().anyMatch(filter -> Topics.matches(filter, topic))) {
      return "";
    }
    return "may not publish to \""
        + topic
        + "\": permissions.publish of the task "
        + (filters.isEmpty() ? "is empty" : "has " + String.join(", ", filters));
  }
}
