package io.edgecoordinator.http;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.ShadowCatalog;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowSummary;
import io.vertx.core.Future;
import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the operator can see of shadows, and do with them. Belongs to the event loop. */
final class ShadowRoutes {

  private static final int PAGE = 100;

  /** So few that a page takes the event loop some milliseconds, no more. */
  private static final int MAX_PAGE = 200;

  private final ShadowCatalog shadows;
  private final ShadowDesk desk;

  ShadowRoutes(ShadowCatalog shadows, ShadowDesk desk) {
    this.shadows = shadows;
    this.desk = desk;
  }

  /**
   * Returns a page of the list: {@code limit} shadows of things whose name begins with {@code
   * thing}, those behind {@code after}. If there are more, {@code next} is what to say as {@code
   * after} for the next page.
   */
  Object list(RoutingContext request) {
    int limit = (int) Query.number(request, "limit", PAGE, MAX_PAGE);
    List<ShadowSummary> found =
        shadows.list(Query.text(request, "thing", ""), after(request), limit + 1);
    boolean more = found.size() > limit;
    List<ShadowSummary> page = more ? found.subList(0, limit) : found;
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("shadows", page.stream().map(ShadowViews::summary).toList());
    if (more) {
      view.put("next", page.getLast().shadow().toString());
    }
    return view;
  }

  private static @Nullable ShadowName after(RoutingContext request) {
    String after = request.queryParams().get("after");
    if (after == null) {
      return null;
    }
    int slash = after.indexOf('/');
    return ShadowDesk.checked(
        slash < 0
            ? ShadowName.classic(after)
            : new ShadowName(after.substring(0, slash), after.substring(slash + 1)));
  }

  /** Returns one shadow, with what it says. */
  Future<Inspection.Answer> show(RoutingContext request) {
    ShadowName shadow = ShadowDesk.shadow(request);
    // Looked up in the turn in which it is asked for, so that both tell of the same version.
    ShadowSummary summary = shadows.summary(shadow);
    if (summary == null) {
      throw missing(shadow);
    }
    return ask(shadow, ShadowOperation.GET, Payload.EMPTY)
        .map(document -> new Inspection.Answer(200, ShadowViews.shadow(summary, document)));
  }

  /** Returns the last changes, also of a shadow that was deleted. */
  Future<Inspection.Answer> history(RoutingContext request) {
    ShadowName shadow = ShadowDesk.shadow(request);
    return shadows
        .history(shadow)
        .map(changes -> {
          if (changes.isEmpty() && shadows.summary(shadow) == null) {
            throw missing(shadow);
          }
          return new Inspection.Answer(200, ShadowViews.history(shadow, changes));
        });
  }

  /** Updates a shadow; the body is the protocol's, and so is the answer. */
  Future<Inspection.Answer> set(RoutingContext request) {
    return ask(ShadowDesk.shadow(request), ShadowOperation.UPDATE, ShadowDesk.body(request))
        .map(document -> new Inspection.Answer(200, ShadowViews.json(document)));
  }

  /** Deletes a shadow; the answer has its last version. */
  Future<Inspection.Answer> delete(RoutingContext request) {
    return ask(ShadowDesk.shadow(request), ShadowOperation.DELETE, Payload.EMPTY)
        .map(document -> new Inspection.Answer(200, ShadowViews.json(document)));
  }

  private Future<Payload> ask(ShadowName shadow, ShadowOperation operation, Payload payload) {
    return desk.ask(shadow, operation, payload)
        .recover(failure ->
            Future.failedFuture(
                failure instanceof Refusal refusal ? explained(shadow, refusal) : failure));
  }

  /** Says to people what the protocol's message leaves out. */
  private Refusal explained(ShadowName shadow, Refusal refusal) {
    return switch (refusal.status()) {
      case 404 -> missing(shadow);
      case 409 -> {
        ShadowSummary now = shadows.summary(shadow);
        yield new Refusal(
            409,
            "Version conflict: "
                + (now == null
                    ? "there is no shadow " + shadow
                    : shadow + " has version " + now.version()));
      }
      default -> refusal;
    };
  }

  private static Refusal missing(ShadowName shadow) {
    return new Refusal(404, "there is no shadow " + shadow + "; `coordinator shadows` lists them");
  }
}
