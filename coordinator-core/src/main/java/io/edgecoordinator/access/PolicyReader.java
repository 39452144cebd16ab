package io.edgecoordinator.access;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.document.MappingNode;
import io.edgecoordinator.event.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads a policy file, and the password file it names. */
final class PolicyReader {

  /** Keeps those without a name away from the client ids, and so the sessions, of the others. */
  private static final List<String> ANONYMOUS_CLIENT_IDS = List.of("anonymous-*");

  private final Path file;
  private final Faults faults;
  private final List<Path> files = new ArrayList<>();
  private final Map<String, Rights> byName = new HashMap<>();
  private final List<Policy.Rule> byPattern = new ArrayList<>();

  private PolicyReader(Path file, Faults faults) {
    this.file = file;
    this.faults = faults;
    files.add(file);
  }

  /** Returns the policy; if there are faults in it, it is not to be used. */
  static Optional<Policy> read(Path file, Faults faults) {
    try {
      return DocumentReader.read(file.toString(), Files.readAllBytes(file), faults)
          .map(root -> new PolicyReader(file, faults).policy(root))
          .filter(read -> faults.isEmpty());
    } catch (NoSuchFileException missing) {
      faults.add(file.toString(), "there is no such file");
    } catch (IOException unreadable) {
      faults.add(file.toString(), "cannot be read: " + unreadable.getMessage());
    }
    return Optional.empty();
  }

  private Policy policy(MappingNode root) {
    PasswordFile passwords = root.optional("passwords").text().map(this::passwords).orElse(null);
    for (DocumentNode element : root.optional("devices").elements()) {
      element.mapping().ifPresent(this::device);
    }
    Rights anonymous =
        root.optional("anonymous").mapping().map(PolicyReader::anonymous).orElse(null);
    root.rejectUnknown();
    return new Policy(byName, byPattern, anonymous, passwords, files);
  }

  private @Nullable PasswordFile passwords(String name) {
    Path passwords = file.resolveSibling(name);
    files.add(passwords);
    return PasswordFile.read(passwords, faults).orElse(null);
  }

  private void device(MappingNode entry) {
    Optional<String> name = entry.required("name").text();
    Rights rights = rights(entry, List.of(Rights.DEVICE));
    entry.rejectUnknown();
    name.ifPresent(pattern -> {
      DeviceNames.faultOfPattern(pattern).ifPresent(entry.required("name")::fault);
      if (Glob.hasWildcard(pattern)) {
        byPattern.add(new Policy.Rule(pattern, rights));
      } else {
        byName.merge(pattern, rights, Rights::and);
      }
    });
  }

  private static Rights anonymous(MappingNode entry) {
    Rights rights = rights(entry, ANONYMOUS_CLIENT_IDS);
    entry.rejectUnknown();
    for (String key : List.of("publish", "subscribe", "clientIds")) {
      for (DocumentNode element : entry.optional(key).elements()) {
        if (element.text().orElse("").contains(Rights.DEVICE)) {
          element.fault("who is anonymous has no name to stand for " + Rights.DEVICE);
        }
      }
    }
    return rights;
  }

  private static Rights rights(MappingNode entry, List<String> defaultClientIds) {
    List<String> publish = patterns(entry.optional("publish"), PolicyReader::checkFilter);
    List<String> subscribe = patterns(entry.optional("subscribe"), PolicyReader::checkFilter);
    DocumentNode clientIds = entry.optional("clientIds");
    return new Rights(
        publish,
        subscribe,
        clientIds.isPresent()
            ? patterns(clientIds, PolicyReader::checkVariables)
            : defaultClientIds);
  }

  private static List<String> patterns(DocumentNode list, BiConsumer<DocumentNode, String> check) {
    List<String> patterns = new ArrayList<>();
    for (DocumentNode element : list.elements()) {
      element
          .text()
          .ifPresent(text -> {
            check.accept(element, text);
            patterns.add(text);
          });
    }
    return patterns;
  }

  private static void checkFilter(DocumentNode node, String filter) {
    checkVariables(node, filter);
    try {
      Topics.validateFilter(filter.replace(Rights.DEVICE, "device"));
    } catch (IllegalArgumentException wrong) {
      node.fault(String.valueOf(wrong.getMessage()));
    }
    if (filter.startsWith("$share/")) {
      node.fault("leave out $share/GROUP/: who may subscribe to a filter may share it too");
    }
  }

  private static void checkVariables(DocumentNode node, String pattern) {
    String rest = pattern.replace(Rights.DEVICE, "");
    if (rest.indexOf('{') >= 0 || rest.indexOf('}') >= 0) {
      node.fault("the only variable there is, is " + Rights.DEVICE);
    }
  }
}
