package io.edgecoordinator.bundle;

import io.edgecoordinator.document.DocumentNode;
import io.edgecoordinator.document.DocumentReader;
import io.edgecoordinator.document.Faults;
import io.edgecoordinator.document.MappingNode;
import io.edgecoordinator.document.Suggestions;
import io.edgecoordinator.flow.EventFlowTable;
import io.edgecoordinator.flow.Flow;
import io.edgecoordinator.flow.FlowParser;
import io.edgecoordinator.task.BundleFiles;
import io.edgecoordinator.task.TaskDefinition;
import io.edgecoordinator.task.TaskParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads bundles, and finds everything that can be found wrong with them without running their
 * tasks. Remembers what it read last. Not safe for use by several threads.
 */
public final class BundleLoader {

  private static final String DEFINITION = "bundle.yaml";

  private Map<Path, Map<String, byte[]>> last = Map.of();

  /** Creates a loader that has read nothing yet. */
  public BundleLoader() {}

  /**
   * Reads bundles that are to work together.
   *
   * @throws BundleException if anything is wrong with one of them
   */
  public static List<Bundle> load(List<Path> paths) {
    List<Bundle> bundles = new BundleLoader().loadIfChanged(paths);
    return bundles == null ? List.of() : bundles;
  }

  /**
   * Reads bundles, or returns null if their files are as they were the last time.
   *
   * @throws BundleException if anything is wrong with one of them
   */
  @Nullable List<Bundle> loadIfChanged(List<Path> paths) {
    Faults faults = new Faults();
    Map<Path, Map<String, byte[]>> contents = new LinkedHashMap<>();
    for (Path path : paths) {
      try {
        contents.put(path, BundleReader.read(path));
      } catch (IOException unreadable) {
        faults.add(path.toString(), String.valueOf(unreadable.getMessage()));
      }
    }
    if (faults.isEmpty() && !last.isEmpty() && equal(contents, last)) {
      return null;
    }
    last = faults.isEmpty() ? contents : Map.of();
    List<Bundle> bundles = new ArrayList<>();
    contents.forEach((path, files) ->
        bundle(path, new BundleContent(files), null, faults).ifPresent(bundles::add));
    rejectClashes(bundles, faults);
    if (!faults.isEmpty()) {
      throw new BundleException(faults.list());
    }
    return bundles;
  }

  /**
   * Checks that bundles can work together.
   *
   * @throws BundleException if they can't
   */
  static void requireNoClashes(List<Bundle> bundles) {
    Faults faults = new Faults();
    rejectClashes(bundles, faults);
    if (!faults.isEmpty()) {
      throw new BundleException(faults.list());
    }
  }

  private static boolean equal(
      Map<Path, Map<String, byte[]>> one, Map<Path, Map<String, byte[]>> other) {
    return one.size() == other.size()
        && one.entrySet().stream()
            .allMatch(files -> sameFiles(files.getValue(), other.get(files.getKey())));
  }

  private static boolean sameFiles(Map<String, byte[]> one, @Nullable Map<String, byte[]> other) {
    return other != null
        && one.size() == other.size()
        && one.entrySet().stream()
            .allMatch(file -> Arrays.equals(file.getValue(), other.get(file.getKey())));
  }

  /**
   * Returns the bundle that some files make.
   *
   * @param signer as in {@link Bundle#signer}
   * @throws BundleException if anything is wrong with it
   */
  static Bundle bundle(Path origin, BundleContent content, @Nullable String signer) {
    Faults faults = new Faults();
    Optional<Bundle> bundle = bundle(origin, content, signer, faults);
    if (bundle.isEmpty() || !faults.isEmpty()) {
      throw new BundleException(faults.list());
    }
    return bundle.get();
  }

  private static Optional<Bundle> bundle(
      Path origin, BundleContent content, @Nullable String signer, Faults faults) {
    BundleFiles files = new BundleFiles(content.files());
    byte[] definition = files.content(DEFINITION);
    if (definition == null) {
      faults.add(origin.toString(), "there is no " + DEFINITION + nearMiss(files));
      return Optional.empty();
    }
    return DocumentReader.read(shown(origin, DEFINITION), definition, faults)
        .map(root -> bundle(origin, files, signer, root));
  }

  private static String nearMiss(BundleFiles files) {
    return files.contents().keySet().stream()
        .filter(path -> path.endsWith("/" + DEFINITION))
        .findFirst()
        .map(path -> "; it is in " + path + " and must be at the top")
        .orElseGet(() ->
            Suggestions.nearest(DEFINITION, files.contents().keySet())
                .map(path -> "; is it meant by " + path + "?")
                .orElse(""));
  }

  private static Bundle bundle(
      Path origin, BundleFiles files, @Nullable String signer, MappingNode root) {
    String name = name(root.required("bundle"), "bundle's name", BundleStatement.NAME);
    String version = name(root.required("version"), "version", BundleStatement.VERSION);
    List<TaskDefinition> tasks =
        new TaskParser(name, files)
            .parse(root.optional("tasks")).stream().map(task -> task.signedBy(signer)).toList();
    List<Flow> flows =
        new FlowParser(taskNames(root.optional("tasks"))).parse(root.optional("flows"));
    boolean localPubSub = root.optional("localPubSub").bool().orElse(true);
    Health health = Health.parse(root.optional("health"));
    root.rejectUnknown();
    return new Bundle(origin, name, version, tasks, flows, localPubSub, health, files, signer);
  }

  /** Returns all names, of tasks with faults too: rows that name them are not at fault. */
  private static List<String> taskNames(DocumentNode tasks) {
    return tasks instanceof MappingNode mapping
        ? mapping.entries().stream().map(MappingNode.Entry::key).toList()
        : List.of();
  }

  private static String name(DocumentNode node, String what, Pattern allowed) {
    Optional<String> text = node.text();
    if (text.isPresent() && !allowed.matcher(text.get()).matches()) {
      node.fault(
          "a %s is 1 to 64 letters, digits, '.', '_' and '-'%s, the first a letter or digit"
              .formatted(what, what.equals("version") ? " and '+'" : ""));
    }
    return text.orElse("?");
  }

  private static void rejectClashes(List<Bundle> bundles, Faults faults) {
    Map<String, Bundle> byName = new LinkedHashMap<>();
    Map<String, Bundle> byTask = new LinkedHashMap<>();
    for (Bundle bundle : bundles) {
      String file = shown(bundle.origin(), DEFINITION);
      Bundle same = byName.putIfAbsent(bundle.name(), bundle);
      if (same != null) {
        faults.add(file, "bundle %s is in %s already".formatted(bundle.name(), same.origin()));
      }
      for (TaskDefinition task : bundle.tasks()) {
        Bundle other = byTask.putIfAbsent(task.name(), bundle);
        if (other != null && !other.name().equals(bundle.name())) {
          faults.add(file, "task %s is in bundle %s already".formatted(task.name(), other.name()));
        }
      }
    }
  }

  /** Returns the rows of all bundles as the first table. */
  public static EventFlowTable table(List<Bundle> bundles) {
    return table(0, bundles);
  }

  /** Returns the rows of all bundles as one table, their ids with the names of their bundles. */
  static EventFlowTable table(long version, List<Bundle> bundles) {
    List<Flow> flows = new ArrayList<>();
    for (Bundle bundle : bundles) {
      bundle.flows().forEach(flow -> flows.add(named(bundle, flow)));
    }
    if (bundles.stream().allMatch(Bundle::localPubSub)) {
      flows.add(Flow.local());
    }
    flows.addAll(Flow.shadows());
    return EventFlowTable.of(version, flows);
  }

  private static Flow named(Bundle bundle, Flow flow) {
    return new Flow(
        bundle.name() + "/" + flow.id(),
        flow.from(),
        flow.topic(),
        flow.when(),
        flow.transform(),
        flow.priority(),
        flow.to(),
        flow.delivery());
  }

  /** Returns a file of a bundle as people reach it from here. */
  static String shown(Path origin, String file) {
    return origin + "/" + file;
  }
}
