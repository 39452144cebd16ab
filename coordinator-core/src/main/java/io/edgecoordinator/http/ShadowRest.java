package io.edgecoordinator.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.edgecoordinator.event.Payload;
import io.edgecoordinator.shadow.ShadowCatalog;
import io.edgecoordinator.shadow.ShadowName;
import io.edgecoordinator.shadow.ShadowOperation;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The shadow protocol over HTTP, as AWS IoT's data plane has it: the documents of MQTT as bodies,
 * errors as {@code {"message": …}} with their kind in a header. Belongs to the event loop.
 */
final class ShadowRest {

  private static final String SHADOW = "/things/:thing/shadow";
  private static final String LIST = "/api/things/shadow/ListNamedShadowsForThing/:thing";

  /** The most names on a page, and how many there are unless somebody says otherwise. */
  private static final int MAX_PAGE = 100;

  private final ShadowCatalog shadows;
  private final ShadowDesk desk;
  private final InstantSource clock;

  ShadowRest(ShadowCatalog shadows, ShadowDesk desk, InstantSource clock) {
    this.shadows = shadows;
    this.desk = desk;
    this.clock = clock;
  }

  void addTo(Router router, BodyHandler body) {
    router.get(SHADOW).handler(request -> ask(request, ShadowOperation.GET, Payload.EMPTY));
    router
        .post(SHADOW)
        .handler(body)
        .handler(request -> ask(request, ShadowOperation.UPDATE, ShadowDesk.body(request)));
    router
        .delete(SHADOW)
        .handler(body)
        .handler(request -> ask(request, ShadowOperation.DELETE, ShadowDesk.body(request)));
    router.get(LIST).handler(request -> HttpApi.send(request, 200, names(request)));
  }

  /** Says whether a request speaks this protocol, so that its errors have to, too. */
  static boolean isSpokenBy(RoutingContext request) {
    String path = request.normalizedPath(); // by which it is routed, too
    return path.startsWith("/things/") || path.startsWith("/api/things/");
  }

  private void ask(RoutingContext request, ShadowOperation operation, Payload payload) {
    if (request.normalizedPath().endsWith("/")) {
      request.fail(404); // Vert.x takes it for the same path
      return;
    }
    desk.ask(ShadowDesk.shadow(request), operation, payload)
        .onSuccess(document -> HttpApi.send(request, 200, Buffer.buffer(document.bytes())))
        .onFailure(request::fail);
  }

  private Map<String, Object> names(RoutingContext request) {
    String thing = Objects.requireNonNull(request.pathParam("thing"));
    ShadowDesk.checked(ShadowName.classic(thing));
    int size = (int) Query.number(request, "pageSize", MAX_PAGE, MAX_PAGE);
    List<String> found = shadows.names(thing, after(request, thing), size + 1);
    boolean more = found.size() > size;
    List<String> page = more ? found.subList(0, size) : found;
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("results", page);
    view.put("timestamp", clock.instant().getEpochSecond());
    if (more) {
      view.put("nextToken", token(new ShadowName(thing, page.getLast())));
    }
    return view;
  }

  /** Returns the last name of the page before, empty if this is the first. */
  private static String after(RoutingContext request, String thing) {
    String token = request.queryParams().get("nextToken");
    if (token == null) {
      return "";
    }
    try {
      String last = new String(Base64.getUrlDecoder().decode(token), UTF_8);
      String name = last.substring(last.indexOf('/') + 1);
      ShadowName shadow = new ShadowName(thing, name);
      if (shadow.fault() == null && token.equals(token(shadow))) {
        return name;
      }
    } catch (IllegalArgumentException notBase64) {
      // refused below
    }
    throw new Refusal(400, "Invalid nextToken");
  }

  private static String token(ShadowName last) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(last.toString().getBytes(UTF_8));
  }

  /** Answers with an error as the protocol has it. */
  static void refuse(RoutingContext request, int status, String message) {
    request.response().putHeader("x-amzn-ErrorType", errorType(status));
    HttpApi.send(
        request,
        status,
        Map.of(
            "message", status == 413 ? "The payload exceeds the maximum size allowed" : message));
  }

  private static String errorType(int status) {
    return switch (status) {
      case 401 -> "UnauthorizedException";
      case 403 -> "ForbiddenException";
      case 404 -> "ResourceNotFoundException";
      case 405 -> "MethodNotAllowedException";
      case 409 -> "ConflictException";
      case 413 -> "RequestEntityTooLargeException";
      case 415 -> "UnsupportedDocumentEncodingException";
      case 429 -> "ThrottlingException";
      case 503 -> "ServiceUnavailableException";
      default -> status < 500 ? "InvalidRequestException" : "InternalFailureException";
    };
  }
}
