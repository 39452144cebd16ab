package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.TopicTrie;
import java.util.HashMap;
import java.util.Map;

/**
 * All subscriptions, by topic filter. What they come to for a topic is remembered until one of them
 * changes, since most messages have a topic that was seen before.
 */
final class SubscriptionTable {

  private final TopicTrie<Subscription> filters = new TopicTrie<>();
  private final Map<String, Route> routes = new HashMap<>();
  private final int maxRoutes;

  /**
   * @param maxRoutes topics to remember
   */
  SubscriptionTable(int maxRoutes) {
    this.maxRoutes = maxRoutes;
  }

  void add(Subscription subscription) {
    routes.clear();
    filters.add(subscription.filter(), subscription);
  }

  void remove(Subscription subscription) {
    routes.clear();
    filters.remove(subscription.filter(), subscription);
  }

  Route route(String topic) {
    Route known = routes.get(topic);
    if (known != null) {
      return known;
    }
    Route route = new Route(topic);
    filters.match(topic, route::add);
    route.merge();
    if (routes.size() >= maxRoutes) {
      routes.clear();
    }
    routes.put(topic, route);
    return route;
  }
}
