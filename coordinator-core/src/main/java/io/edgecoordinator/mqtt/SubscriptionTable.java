package io.edgecoordinator.mqtt;

import io.edgecoordinator.event.TopicCache;
import io.edgecoordinator.event.TopicTrie;
import java.util.HashMap;
import java.util.Map;

/**
 * All subscriptions, by topic filter. What they come to for a topic is remembered until one of them
 * changes, since most messages have a topic that was seen before.
 */
final class SubscriptionTable {

  private final TopicTrie<Subscription> filters = new TopicTrie<>();
  private final TopicTrie<SharedGroup> shared = new TopicTrie<>();
  private final Map<Subscription.Filter, SharedGroup> groups = new HashMap<>();
  private final TopicCache<Route> routes;

  /**
   * @param maxRoutes topics to remember
   */
  SubscriptionTable(int maxRoutes) {
    this.routes = new TopicCache<>(maxRoutes, this::find);
  }

  void add(Subscription subscription) {
    routes.clear();
    Subscription.Filter filter = subscription.filter();
    if (filter.share() == null) {
      filters.add(filter.topics(), subscription);
    } else {
      SharedGroup group = groups.computeIfAbsent(filter, _ -> new SharedGroup());
      group.add(subscription);
      shared.add(filter.topics(), group);
    }
  }

  void remove(Subscription subscription) {
    routes.clear();
    Subscription.Filter filter = subscription.filter();
    if (filter.share() == null) {
      filters.remove(filter.topics(), subscription);
      return;
    }
    SharedGroup group = groups.get(filter);
    if (group != null) {
      group.remove(subscription);
      if (group.isEmpty()) {
        groups.remove(filter);
        shared.remove(filter.topics(), group);
      }
    }
  }

  Route route(String topic) {
    return routes.get(topic);
  }

  private Route find(String topic) {
    Route route = new Route(topic);
    filters.match(topic, route::add);
    route.merge();
    if (!groups.isEmpty()) {
      shared.match(topic, route::add);
    }
    return route;
  }
}
