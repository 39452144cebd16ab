package io.edgecoordinator.config;

import io.edgecoordinator.config.Configuration.Trust;
import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.MappingNode;
import io.edgecoordinator.document.SequenceNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code trust}: a list of keys, each with the names of the bundles it may deploy. */
final class TrustReader {

  /** The name of a bundle, in which * stands for any characters. */
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9._*-]{1,64}");

  private TrustReader() {}

  static List<Trust> read(DocumentNode node) {
    List<Trust> trust = new ArrayList<>();
    for (DocumentNode element : node.elements()) {
      element.mapping().flatMap(TrustReader::one).ifPresent(trust::add);
    }
    return trust;
  }

  private static Optional<Trust> one(MappingNode mapping) {
    Optional<String> key = mapping.required("key").text();
    List<String> bundles = bundles(mapping.required("bundles"));
    mapping.rejectUnknown();
    return key.map(file -> new Trust(Path.of(file), bundles));
  }

  private static List<String> bundles(DocumentNode node) {
    List<String> names = new ArrayList<>();
    for (DocumentNode element : node.elements()) {
      Optional<String> name = element.text();
      if (name.isPresent() && !NAMES.matcher(name.get()).matches()) {
        element.fault(
            "names of bundles are made of letters, digits, '.', '_' and '-', and * is any of them");
      }
      name.ifPresent(names::add);
    }
    if (node instanceof SequenceNode && names.isEmpty()) {
      node.fault("names no bundle; \"*\" stands for all");
    }
    return names;
  }
}
