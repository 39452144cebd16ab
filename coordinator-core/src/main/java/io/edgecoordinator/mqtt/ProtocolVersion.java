package io.edgecoordinator.mqtt;

/** The versions of MQTT that are spoken here. */
enum ProtocolVersion {
  MQTT_3_1_1("MQTT 3.1.1"),
  MQTT_5("MQTT 5");

  private final String title;

  ProtocolVersion(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
