package io.edgecoordinator.task;

/** {@link HostileTasks} in JavaScript. */
class HostileTasksTest extends HostileTasks {

  private static final String NEIGHBOUR =
      """
      const { stringify } = JSON;
      let calls = 0;
      export function handler(event) {
        const strange = [];
        for (const key in {}) strange.push(key);
        for (const key in []) strange.push(key);
        if (JSON.stringify !== stringify || 'polluted' in globalThis) strange.push('global');
        return { event, strange, calls: ++calls };
      }
      """;

  HostileTasksTest() {
    super(
        TaskRuntime.JS, Sandbox.js("neighbour", NEIGHBOUR), "{\"event\":\"hello\",\"strange\":[],");
  }
}
