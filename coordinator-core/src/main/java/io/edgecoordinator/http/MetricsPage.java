package io.edgecoordinator.http;

/** Builds a page in the text format of Prometheus, version 0.0.4. */
public final class MetricsPage {

  private final StringBuilder text = new StringBuilder(4_096);
  private String family = "";

  MetricsPage() {}

  /**
   * Adds a number that only grows.
   *
   * @param name without prefix and without {@code _total}
   * @param labels names and values in turn
   */
  public MetricsPage counter(String name, String help, long value, String... labels) {
    return add(name + "_total", "counter", help, value, labels);
  }

  /**
   * Adds a number that goes up and down.
   *
   * @param name without prefix
   * @param labels names and values in turn
   */
  public MetricsPage gauge(String name, String help, long value, String... labels) {
    return add(name, "gauge", help, value, labels);
  }

  private MetricsPage add(String name, String type, String help, long value, String[] labels) {
    String full = "coordinator_" + name;
    if (!full.equals(family)) {
      family = full;
      text.append("# HELP ").append(full).append(' ').append(help).append('\n');
      text.append("# TYPE ").append(full).append(' ').append(type).append('\n');
    }
    text.append(full);
    for (int i = 0; i < labels.length; i += 2) {
      text.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      text.append(labels[i + 1].replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n"));
      text.append('"');
    }
    if (labels.length > 0) {
      text.append('}');
    }
    text.append(' ').append(value).append('\n');
    return this;
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
