package io.edgecoordinator.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which shadow; for commands about one. */
final class ShadowOption {

  @Parameters(paramLabel = "THING", description = "Name of the thing.")
  private String thing = "";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of the shadow (default: the classic one, which has none).")
  private @Nullable String name;

  /**
   * Returns where the API has it.
   *
   * @param part what of it, as in {@code /history}; may be empty
   */
  String path(String part) {
    String path = "/api/shadows/" + Api.encoded(thing) + part;
    return name == null ? path : path + "?name=" + Api.encoded(name);
  }

  /** Returns what people call it. */
  @Override
  public String toString() {
    return Printable.of(name == null ? thing : thing + "/" + name);
  }
}
