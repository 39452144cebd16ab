package io.edgecoordinator.flow;

import java.util.Map;

/**
 * A row whose topic filter matches a topic, and what it captured there. Depends on the topic alone,
 * so that it can be kept for the next event of the same topic.
 */
public record FlowMatch(Flow flow, Map<String, String> captures) {}
