package io.edgecoordinator.config;

import io.edgecoordinator.config.Configuration.ClientTls;
import io.edgecoordinator.config.Configuration.Upstream;
import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.MappingNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the list of brokers upstream. What is wrong is a fault of the place where it stands. */
final class UpstreamReader {

  private static final int DEFAULT_RATE = 50_000;
  private static final int MAX_RATE = 1_000_000;
  private static final String NAME = "[A-Za-z0-9._-]{1,64}";
  private static final String SHADOWS = "[A-Za-z0-9:_*-]{1,128}(/[A-Za-z0-9:_*-]{1,64})?";

  private final String id;
  private final Set<String> names = new HashSet<>();
  private boolean deployed;
  private boolean inStep;

  /**
   * @param id of this box, by which it is known upstream unless something else is said
   */
  UpstreamReader(String id) {
    this.id = id;
  }

  List<Upstream> read(DocumentNode list) {
    List<MappingNode> mappings =
        list.elements().stream().flatMap(each -> each.mapping().stream()).toList();
    boolean chosen = mappings.stream().anyMatch(each -> each.optional("deployments").isPresent());
    List<Upstream> read = new ArrayList<>();
    for (int i = 0; i < mappings.size(); i++) {
      upstream(mappings.get(i), i == 0 && !chosen).ifPresent(read::add);
    }
    return read;
  }

  private Optional<Upstream> upstream(MappingNode mapping, boolean deploys) {
    Optional<URI> url = url(mapping.required("url"));
    String name = name(mapping, url.map(UpstreamReader::host).orElse(""));
    String clientId = mapping.optional("clientId").text().orElse(id);
    if (clientId.isBlank()) {
      mapping.optional("clientId").fault("a client id is not empty");
    }
    ClientTls tls = tls(mapping.optional("tls"), url);
    String user = mapping.optional("user").text().orElse(null);
    Path passwordFile = readable(mapping.optional("passwordFile"));
    String prefix = prefix(mapping.optional("prefix"));
    boolean deployments = deployments(mapping.optional("deployments"), deploys);
    int rate = mapping.optional("rate").integer(1, MAX_RATE).orElse(DEFAULT_RATE);
    List<String> shadows = shadows(mapping.optional("shadows"));
    mapping.rejectUnknown();
    return url.map(found ->
        new Upstream(
            name, found, clientId, tls, user, passwordFile, prefix, deployments, rate, shadows));
  }

  private static Optional<URI> url(DocumentNode node) {
    return node.text()
        .flatMap(text -> {
          String fault = fault(text);
          if (fault != null) {
            node.fault("\"" + text + "\" " + fault);
            return Optional.empty();
          }
          return Optional.of(URI.create(text));
        });
  }

  private static @Nullable String fault(String text) {
    String form = "is not mqtt://HOST[:PORT] or mqtts://HOST[:PORT]";
    try {
      URI url = new URI(text);
      boolean known = "mqtt".equals(url.getScheme()) || "mqtts".equals(url.getScheme());
      boolean bare =
          url.getUserInfo() == null
              && url.getRawPath().matches("/?")
              && url.getQuery() == null
              && url.getFragment() == null;
      if (url.getUserInfo() != null) {
        return form + ": name user and password file with user: and passwordFile:";
      }
      boolean port = url.getPort() >= -1 && url.getPort() != 0 && url.getPort() <= 65_535;
      return known && bare && port && url.getHost() != null ? null : form;
    } catch (URISyntaxException | NullPointerException malformed) {
      return form;
    }
  }

  private static String host(URI url) {
    return url.getHost().replaceAll("[\\[\\]]", "");
  }

  private String name(MappingNode mapping, String host) {
    DocumentNode node = mapping.optional("name");
    String name = node.text().orElse(host);
    if (node.isPresent() && !name.matches(NAME)) {
      node.fault("\"" + name + "\" is not made of 1 to 64 letters, digits, '.', '_' and '-'");
    } else if (!name.isEmpty() && !names.add(name)) {
      (node.isPresent() ? node : mapping)
          .fault("there is an upstream \"" + name + "\" already; give this one another name:");
    }
    return name;
  }

  private static @Nullable ClientTls tls(DocumentNode node, Optional<URI> url) {
    Optional<MappingNode> said = node.mapping();
    if (said.isEmpty()) {
      return null;
    }
    MappingNode mapping = said.get();
    Path ca = file(mapping.optional("ca"));
    Path certificate = file(mapping.optional("certificate"));
    Path key = file(mapping.optional("key"));
    mapping.rejectUnknown();
    if (url.isPresent() && "mqtt".equals(url.get().getScheme())) {
      mapping.fault("tls is for mqtts://; this url begins with mqtt://");
    }
    if ((certificate == null) != (key == null)) {
      mapping.fault("tls needs both certificate and key, or neither");
      return null;
    }
    return new ClientTls(ca, certificate, key);
  }

  private static @Nullable Path file(DocumentNode node) {
    String name = node.text().orElse("");
    if (name.isBlank()) {
      if (node.isPresent()) {
        node.fault("the name of a file is missing");
      }
      return null;
    }
    return Path.of(name);
  }

  private static @Nullable Path readable(DocumentNode node) {
    Path file = file(node);
    if (file != null && !Files.isReadable(file)) {
      node.fault("the password file " + file + " cannot be read");
    }
    return file;
  }

  private String prefix(DocumentNode node) {
    String prefix = node.text().orElse("coordinators/" + id + "/");
    boolean wrong =
        prefix.isEmpty()
            || !prefix.endsWith("/")
            || prefix.startsWith("$")
            || prefix.chars().anyMatch(c -> c == '+' || c == '#' || Character.isISOControl(c));
    if (wrong) {
      node.fault(
          "\"" + prefix + "\" is no prefix of topics: it ends with '/' and has no '+' and '#'");
    }
    return prefix;
  }

  private boolean deployments(DocumentNode node, boolean otherwise) {
    boolean deploys = node.bool().orElse(otherwise);
    if (deploys && deployed) {
      node.fault("deployments come from one upstream only, and another one says so already");
    }
    deployed |= deploys;
    return deploys;
  }

  private List<String> shadows(DocumentNode node) {
    if (!node.isPresent()) {
      return List.of();
    }
    if (inStep) {
      node.fault(
          "shadows are kept in step with one upstream only, and another one says so already");
    }
    inStep = true;
    List<String> read = new ArrayList<>();
    for (DocumentNode each : node.elements()) {
      each.text()
          .ifPresent(text -> {
            if (!text.matches(SHADOWS)) {
              each.fault("\"" + text + "\" is not THING or THING/NAME, with * for any characters");
            }
            read.add(text);
          });
    }
    return read;
  }
}
