package io.edgecoordinator.access;

import io.edgecoordinator.event.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What somebody may do. In a policy file {@code {device}} stands for the name; {@link #of} puts it
 * in.
 *
 * @param publish filters; what they match may be published
 * @param subscribe filters; what is part of one of them may be subscribed to
 * @param clientIds patterns; see {@link Glob}
 */
record Rights(List<String> publish, List<String> subscribe, List<String> clientIds) {

  static final String DEVICE = "{device}";

  static final Rights NONE = new Rights(List.of(), List.of(), List.of());

  Rights {
    publish = List.copyOf(publish);
    subscribe = List.copyOf(subscribe);
    clientIds = List.copyOf(clientIds);
  }

  boolean mayPublish(String topic) {
    for (String filter : publish) {
      if (Topics.matches(filter, topic)) {
        return true;
      }
    }
    return false;
  }

  boolean maySubscribe(String filter) {
    Optional<String> unshared = Filters.unshared(filter);
    return unshared.isPresent()
        && subscribe.stream().anyMatch(allowed -> Filters.covers(allowed, unshared.get()));
  }

  boolean mayUseClientId(String clientId) {
    return clientIds.stream().anyMatch(pattern -> Glob.matches(pattern, clientId));
  }

  /** Returns the rights of one device. Its name must be one that {@link DeviceNames} allows. */
  Rights of(String device) {
    return new Rights(named(publish, device), named(subscribe, device), named(clientIds, device));
  }

  Rights and(Rights others) {
    return new Rights(
        joined(publish, others.publish),
        joined(subscribe, others.subscribe),
        joined(clientIds, others.clientIds));
  }

  private static List<String> named(List<String> patterns, String device) {
    return patterns.stream().map(pattern -> pattern.replace(DEVICE, device)).toList();
  }

  private static List<String> joined(List<String> some, List<String> more) {
    List<String> all = new ArrayList<>(some);
    all.addAll(more);
    return all;
  }
}
