package io.edgecoordinator.http;

import io.netty.util.NetUtil;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;
import java.util.Set;

/**
 * Refuses what a web page from elsewhere can make a browser on this box send. There is no login on
 * loopback, so a browser must not lend its place to strangers: a foreign name that was made to
 * resolve to this box (DNS rebinding) shows in Host, a foreign page shows in Origin, and a form
 * cannot send JSON, nor a zip. Clients of the shadow protocol name no type or that of bytes; there
 * Origin alone has to do, which browsers send with everything but GET.
 */
final class BrowserGuard implements Handler<RoutingContext> {

  private final String scheme;
  private final Set<String> names;

  /**
   * Creates the guard.
   *
   * @param scheme http or https
   * @param names host names, besides {@code localhost}, by which this box is known
   */
  BrowserGuard(String scheme, String... names) {
    this.scheme = scheme;
    this.names = Set.of(names);
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    HostAndPort authority = request.authority();
    if (authority == null || !isOurs(authority.host())) {
      throw new Refusal(
          421, "Host must be localhost or an address of this box, not a name that points to it");
    }
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    if (origin != null && !origin.equalsIgnoreCase(scheme + "://" + request.getHeader("Host"))) {
      throw new Refusal(403, "a page of another origin may not use this API");
    }
    if (!request.method().equals(HttpMethod.GET)
        && !isJson(request)
        && !DeploymentRoutes.takesArchive(context)
        && !BackupRoutes.takesBackup(context)
        && !ShadowRest.isSpokenBy(context)) {
      throw new Refusal(415, "the Content-Type must be application/json");
    }
    context.next();
  }

  private boolean isOurs(String host) {
    String name = host.toLowerCase(Locale.ROOT);
    return name.equals("localhost")
        || names.contains(name)
        || NetUtil.isValidIpV4Address(name)
        || NetUtil.isValidIpV6Address(name);
  }

  private static boolean isJson(HttpServerRequest request) {
    String type = request.getHeader(HttpHeaders.CONTENT_TYPE);
    if (type == null) {
      return false;
    }
    int semicolon = type.indexOf(';');
    String media = semicolon < 0 ? type : type.substring(0, semicolon);
    return media.strip().equalsIgnoreCase("application/json");
  }
}
