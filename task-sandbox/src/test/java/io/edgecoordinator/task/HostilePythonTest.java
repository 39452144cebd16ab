package io.edgecoordinator.task;

import java.util.Map;

/** {@link HostileTasks} in Python. */
class HostilePythonTest extends HostileTasks {

  private static final String NEIGHBOUR =
      """
      import builtins, json
      length, dumps = len, json.dumps
      def handler(event, context):
          import builtins, json
          strange = []
          if builtins.len is not length or json.dumps is not dumps:
              strange.append('changed')
          if hasattr(builtins, 'polluted'):
              strange.append('polluted')
          return {'event': event, 'strange': strange}
      """;

  HostilePythonTest() {
    super(
        TaskRuntime.PYTHON,
        Sandbox.python("neighbour", Map.of("neighbour.py", NEIGHBOUR)),
        "{\"event\":\"hello\",\"strange\":[]}");
  }
}
