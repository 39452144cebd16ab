package io.edgecoordinator.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** Lists the devices, those that are away with a session included. */
@Command(
    name = "devices",
    mixinStandardHelpOptions = true,
    description = "Lists the devices that are connected, or away and expected back.",
    subcommands = DevicesCommand.Show.class)
final class DevicesCommand implements Callable<Integer> {

  private static final String PATH = "/api/devices";

  @Mixin private final ApiOption api = new ApiOption();
  @Mixin private final JsonOption json = new JsonOption();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    JsonNode answer = api.get(PATH);
    if (json.prints(out, answer)) {
      return 0;
    }
    Table table = new Table("DEVICE", "STATE", "ADDRESS", "PROTOCOL", "SUBSCRIPTIONS", "QUEUED");
    for (JsonNode device : answer.path("devices")) {
      table.add(
          text(device, "clientId"),
          state(device),
          text(device, "address"),
          text(device, "protocol"),
          Integer.toString(device.path("subscriptions").size()),
          device.path("queued").asString("-"));
    }
    table.print(out);
    return 0;
  }

  private static String text(JsonNode device, String field) {
    String text = device.path(field).stringValue("");
    return text.isEmpty() ? "-" : Printable.of(text);
  }

  private static String state(JsonNode device) {
    boolean connected = device.path("connected").booleanValue(true);
    String since = device.path(connected ? "connectedSince" : "offlineSince").stringValue("");
    return (connected ? "connected" : "offline") + (since.isEmpty() ? "" : " " + age(since));
  }

  private static String age(String since) {
    Duration age = Duration.between(Instant.parse(since), InstantSource.system().instant());
    return Quantities.age(age.isNegative() ? Duration.ZERO : age);
  }

  /** Shows one device and what it subscribes to. */
  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Shows one device and its subscriptions.")
  static final class Show implements Callable<Integer> {

    @Parameters(paramLabel = "ID", description = "The client id.")
    private String id = "";

    @Mixin private final ApiOption api = new ApiOption();
    @Mixin private final JsonOption json = new JsonOption();
    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      JsonNode device =
          api.get(PATH)
              .path("devices")
              .valueStream()
              .filter(each -> each.path("clientId").stringValue("").equals(id))
              .findFirst()
              .orElseThrow(() ->
                  new Failure("no device " + id + " is known; `coordinator devices` lists them"));
      if (json.prints(out, device)) {
        return 0;
      }
      out.println(Printable.of(id));
      out.println("  state         " + state(device));
      out.println("  address       " + text(device, "address"));
      out.println("  protocol      " + text(device, "protocol"));
      if (device.has("queued")) {
        out.println("  queued        " + device.path("queued").asString("-"));
      }
      for (JsonNode filter : device.path("subscriptions")) {
        out.println("  subscribes to " + Printable.of(filter.stringValue("")));
      }
      return 0;
    }
  }
}
