package io.edgecoordinator;

import io.edgecoordinator.config.Configuration;
import io.edgecoordinator.forwarding.Forwarding;
import io.edgecoordinator.shadow.ShadowLimits;
import io.edgecoordinator.store.QueueLimits;
import io.edgecoordinator.task.ResourceBudget;
import io.edgecoordinator.upstream.UpstreamLinks;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The bounds of the parts, as they are configured. */
final class Bounds {

  private Bounds() {}

  /** Returns what workers may take. */
  static ResourceBudget workers(Configuration.Isolation isolation) {
    return new ResourceBudget(
        isolation.workers(), isolation.memory(), Set.copyOf(isolation.allowInProcess()));
  }

  /** Returns what one queue may hold. */
  static QueueLimits queue(Configuration.Limits limits) {
    return new QueueLimits(
        limits.queueBytes(),
        limits.queueCount(),
        limits.queueAge(),
        switch (limits.onFull()) {
          case REJECT -> QueueLimits.OnFull.REJECT;
          case DROP_OLDEST -> QueueLimits.OnFull.DROP_OLDEST;
          case DROP_NEWEST -> QueueLimits.OnFull.DROP_NEWEST;
        });
  }

  /** Returns how large shadows may be, and how many. */
  static ShadowLimits shadows(Configuration.Shadows shadows) {
    return new ShadowLimits(
        shadows.documentBytes(),
        ShadowLimits.DEFAULT.requestBytes(),
        shadows.depth(),
        shadows.inFlight(),
        shadows.count(),
        shadows.perCreator(),
        shadows.memory(),
        ShadowLimits.DEFAULT.unsafeBytes(),
        shadows.tombstones(),
        shadows.history());
  }

  /** Returns the links with the pace at which events go over each. */
  static List<Forwarding.Target> targets(
      List<Configuration.Upstream> settings, UpstreamLinks links) {
    List<Forwarding.Target> targets = new ArrayList<>();
    for (int i = 0; i < settings.size(); i++) {
      targets.add(new Forwarding.Target(links.all().get(i), settings.get(i).rate()));
    }
    return targets;
  }
}
