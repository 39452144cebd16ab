package io.edgecoordinator.cli;

import io.edgecoordinator.bundle.Bundle;
import io.edgecoordinator.bundle.BundleException;
import io.edgecoordinator.bundle.BundleLoader;
import io.edgecoordinator.bundle.Unavailable;
import io.edgecoordinator.document.Fault;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says everything that is wrong with a bundle. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Says everything that is wrong with a bundle, one fault a line, as FILE:LINE:COLUMN. Its tasks",
      "are loaded in a worker process, but not called. Says also whether the bundle is what was signed,",
      "and with --key whether it was signed with that key."
    })
final class CheckCommand implements Callable<Integer> {

  @Parameters(paramLabel = "BUNDLE", description = "Folder or zip.")
  private Path bundle = Path.of("");

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description = "Public key with which it must be signed (ops.pub). Repeatable: any of them.")
  private List<Path> keys = List.of();

  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<Fault> faults;
    List<String> notes = List.of();
    List<String> summary = List.of();
    Map<String, Object> view = new LinkedHashMap<>();
    try {
      List<Bundle> bundles = BundleLoader.load(List.of(bundle));
      SignatureCheck signature = SignatureCheck.of(bundles.getFirst(), keys);
      faults =
          Stream.concat(TrialLoad.faults(bundles).stream(), Stream.ofNullable(signature.fault()))
              .toList();
      notes = Unavailable.in(bundles);
      summary = List.of(summary(bundles.getFirst()), signature.line());
      view.put("signature", signature.view());
    } catch (BundleException wrong) {
      faults = wrong.faults();
    }
    view.put("faults", faults);
    view.put("notes", notes);
    if (!json.prints(out, Api.JSON.valueToTree(view))) {
      faults.forEach(fault -> out.println(Printable.of(fault.toString())));
      notes.forEach(note -> out.println("note: " + Printable.of(note)));
      if (faults.isEmpty()) {
        summary.forEach(out::println);
      }
    }
    if (!faults.isEmpty()) {
      throw new Failure(
          faults.size() == 1
              ? "one fault in " + bundle + ", see above"
              : faults.size() + " faults in " + bundle + ", see above");
    }
    return 0;
  }

  private static String summary(Bundle bundle) {
    return "%s %s is good: %d tasks, %d rows"
        .formatted(bundle.name(), bundle.version(), bundle.tasks().size(), bundle.flows().size());
  }
}
