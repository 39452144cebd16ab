package io.edgecoordinator.http;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.event.Source;
import io.edgecoordinator.shadow.Requester;
import io.edgecoordinator.shadow.ShadowAnswer;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.edgecoordinator.shadow.ShadowRequest;
import io.edgecoordinator.shadow.ShadowService;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;

/** Takes to shadows what the operator asks of them over HTTP. Belongs to the event loop. */
final class ShadowDesk {

  private static final Requester OPERATOR = new Requester(new Source.Operator(), null, 0);

  private final ShadowService shadows;

  ShadowDesk(ShadowService shadows) {
    this.shadows = shadows;
  }

  /** Returns which shadow a request is about: its {@code :thing}, and the {@code name}, if any. */
  static ShadowName shadow(RoutingContext request) {
    return checked(
        new ShadowName(
            Objects.requireNonNull(request.pathParam("thing")), request.queryParams().get("name")));
  }

  /**
   * Returns a name that can be one.
   *
   * @throws Refusal if it can't
   */
  static ShadowName checked(ShadowName shadow) {
    String fault = shadow.fault();
    if (fault != null) {
      throw new Refusal(400, fault);
    }
    return shadow;
  }

  /** Returns the body of a request, empty if it has none. */
  static Payload body(RoutingContext request) {
    Buffer body = request.body().buffer();
    return body == null ? Payload.EMPTY : Payload.of(body.getBytes());
  }

  /**
   * Does what is asked, and returns the document of the answer; a rejection is a {@link Refusal}.
   */
  Future<Payload> ask(ShadowName shadow, ShadowOperation operation, Payload payload) {
    Promise<Payload> answered = Promise.promise();
    shadows.request(
        new ShadowRequest(shadow, operation, payload, OPERATOR),
        answer -> {
          switch (answer) {
            case ShadowAnswer.Accepted accepted -> answered.complete(accepted.document());
            case ShadowAnswer.Rejected rejected ->
                answered.fail(new Refusal(rejected.why().code(), rejected.why().getMessage()));
          }
        });
    return answered.future();
  }
}
