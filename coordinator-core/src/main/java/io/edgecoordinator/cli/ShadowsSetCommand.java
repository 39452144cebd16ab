package io.edgecoordinator.cli;

import io.edgecoordinator.event.Payload;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Updates a shadow. It has no {@code --version} of the program: that is the shadow's here. */
@Command(
    name = "set",
    description = "Sets what is desired or reported; null takes a field away, others stay.")
final class ShadowsSetCommand implements Callable<Integer> {

  @Mixin private final ShadowOption shadow = new ShadowOption();

  @ArgGroup(exclusive = false, multiplicity = "1")
  private final Sections sections = new Sections();

  @Option(
      names = "--version",
      paramLabel = "VERSION",
      description = "Only if the shadow has this version.")
  private @Nullable Long version;

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  @SuppressWarnings("UnusedVariable") // it is for picocli
  private boolean help;

  @Spec private @Nullable CommandSpec spec;

  /** What to set: one of them, or both at once. */
  private static final class Sections {

    @Option(
        names = "--desired",
        paramLabel = "JSON",
        description = "What the thing is to be, as in '{\"celsius\": 21}'.",
        converter = JsonConverter.class)
    private @Nullable Payload desired;

    @Option(
        names = "--reported",
        paramLabel = "JSON",
        description = "What the thing is.",
        converter = JsonConverter.class)
    private @Nullable Payload reported;
  }

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer;
    try (Api coordinator = api.open()) {
      answer = coordinator.post(shadow.path(""), request().getBytes(StandardCharsets.UTF_8));
    }
    if (!json.prints(out, answer)) {
      out.println(shadow + " has version " + answer.path("version"));
    }
    return 0;
  }

  /** Returns the document to send, in which the values are as they were written. */
  private String request() {
    StringBuilder request = new StringBuilder("{\"state\":{");
    if (sections.desired != null) {
      request.append("\"desired\":").append(sections.desired.text());
    }
    if (sections.reported != null) {
      request.append(sections.desired == null ? "" : ",").append("\"reported\":");
      request.append(sections.reported.text());
    }
    request.append('}');
    if (version != null) {
      request.append(",\"version\":").append(version);
    }
    return request.append('}').toString();
  }
}
