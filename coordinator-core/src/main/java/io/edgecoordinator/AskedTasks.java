package io.edgecoordinator;

import io.edgecoordinator.bundle.Bundles;
import io.edgecoordinator.deployment.SafeToUpdate;
import io.edgecoordinator.event.Payload;
import io.edgecoordinator.task.Scheduler;
import io.edgecoordinator.task.TaskDefinition;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** Has the tasks of a bundle in force asked whether another version may come now. */
final class AskedTasks implements SafeToUpdate {

  private static final Logger log = LoggerFactory.getLogger(AskedTasks.class);
  private static final JsonMapper JSON = JsonMapper.shared();

  private final Bundles bundles;
  private final Scheduler scheduler;

  AskedTasks(Bundles bundles, Scheduler scheduler) {
    this.bundles = bundles;
    this.scheduler = scheduler;
  }

  @Override
  public Future<Boolean> ask(String bundle, String version) {
    List<String> asked =
        bundles.inForce().stream()
            .filter(each -> each.name().equals(bundle))
            .flatMap(each -> each.tasks().stream())
            .map(TaskDefinition::name)
            .toList();
    byte[] what = JSON.writeValueAsBytes(Map.of("bundle", bundle, "version", version));
    return scheduler
        .askSafeToUpdate(asked, Payload.of(what))
        .map(refusing -> {
          if (!refusing.isEmpty()) {
            log.info("{} {} is not safe now, say {}", bundle, version, refusing);
          }
          return refusing.isEmpty();
        });
  }
}
