package io.edgecoordinator.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.MqttWebSocketConfig;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import io.edgecoordinator.access.Access;
import io.edgecoordinator.tls.ServerTls;
import io.vertx.core.net.SocketAddress;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MQTT over WebSocket (MQTT 5, section 6). */
class WebSocketTest {

  private static final int BINARY = 0x82;
  private static final int MASKED = 0x80;

  @TempDir private Path folder;
  private Gateway gateway = open(null);

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 126, 70_000, 1_000_000})
  void aRealClientPublishesAndSubscribes(int size) throws Exception {
    relay(client().webSocketConfig(path("mqtt")).buildBlocking(), size);
  }

  @Test
  void aRealClientComesInOverTls() throws Exception {
    gateway.close();
    Pki pki = new Pki(folder);
    gateway = open(new ServerTls(pki.files(), InstantSource.system()));

    Mqtt5BlockingClient client =
        client()
            .serverHost("localhost")
            .sslConfig(pki.of(pki.issueDevice("browser")))
            .webSocketConfig(path("mqtt"))
            .buildBlocking();

    relay(client, 100_000);
    assertThat(gateway.events().getFirst().device()).isEqualTo("browser");
  }

  @Test
  void packetsMaySpanFramesAndShareThem() throws IOException {
    try (Socket socket = upgraded()) {
      for (byte part : RawClient.connect(5, "raw")) {
        frame(socket, BINARY, part);
      }
      assertThat(answer(socket)).startsWith(0x20);
      frame(socket, BINARY, RawClient.bytes(0xC0, 0, 0xC0, 0));
      assertThat(answer(socket)).containsExactly(0xD0, 0, 0xD0, 0);
    }
  }

  @Test
  void aPingIsAnswered() throws IOException {
    try (Socket socket = upgraded()) {
      frame(socket, 0x89, (byte) 'x');
      DataInputStream in = new DataInputStream(socket.getInputStream());
      assertThat(in.readNBytes(3)).containsExactly(0x8A, 1, 'x');
    }
  }

  @Test
  void aFrameThatIsNotBinaryEndsTheConnection() throws IOException {
    try (Socket socket = upgraded()) {
      frame(socket, 0x81, RawClient.connect(5, "text"));
      assertCloses(socket, 1003);
    }
  }

  @Test
  void aFrameThatIsTooLongEndsTheConnection() throws IOException {
    try (Socket socket = upgraded()) {
      socket
          .getOutputStream()
          .write(RawClient.bytes(BINARY, MASKED | 127, 0, 0, 0, 0, 0x7F, 0, 0, 0));
      socket.getOutputStream().write(RawClient.bytes(0, 0, 0, 0, 0));
      assertCloses(socket, 1009);
    }
  }

  @Test
  void aMalformedPacketIsToldAndTheSocketClosed() throws IOException {
    try (Socket socket = upgraded()) {
      frame(socket, BINARY, RawClient.connect(5, "raw"));
      assertThat(answer(socket)).startsWith(0x20);
      frame(socket, BINARY, RawClient.bytes(0xF1, 0));
      assertThat(answer(socket)).startsWith(0xE0);
      assertCloses(socket, 1000);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Sec-WebSocket-Protocol: mqtt|/mqtt|101",
        "Sec-WebSocket-Protocol: other, mqtt|/|101",
        "Sec-WebSocket-Protocol: mqttv3.1|/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256|101",
        "Sec-WebSocket-Protocol: other|/mqtt|400",
        "X-No: protocol|/mqtt|400",
        "Sec-WebSocket-Protocol: mqtt|/else|404",
      })
  void whichRequestsAreWelcome(String header, String path, int status) throws IOException {
    assertThat(status(path, "127.0.0.1", header)).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mqtt|mqtt",
        "mqttv3.1|mqttv3.1",
        "mqttv3.1, mqtt|mqttv3.1",
        "other, mqtt, mqttv3.1|mqtt",
      })
  void theSubprotocolThatIsOfferedFirstIsAgreedOn(String offered, String agreed)
      throws IOException {
    try (Socket socket = connect()) {
      String header = "Sec-WebSocket-Protocol: " + offered;
      assertThat(request(socket, "/mqtt", "localhost", header).lines())
          .contains("sec-websocket-protocol: " + agreed);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:9001, http://127.0.0.1:8080, 101",
    "localhost, http://localhost, 101",
    "localhost, http://evil.example, 403",
    "localhost, null, 403",
    "evil.example, http://evil.example, 421",
    "evil.example:9001, , 421",
  })
  void aPageFromElsewhereIsRefused(String host, String origin, int status) throws IOException {
    String header = origin == null ? "X-No: origin" : "Origin: " + origin;
    assertThat(status("/mqtt", host, "Sec-WebSocket-Protocol: mqtt\n" + header)).isEqualTo(status);
  }

  @Test
  void whatIsNoHttpIsClosed() throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(RawClient.connect(5, "plain"));
      socket.getOutputStream().write("\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400");
    }
  }

  private void relay(Mqtt5BlockingClient client, int size) throws Exception {
    client.connect();
    try (var messages = client.publishes(MqttGlobalPublishFilter.ALL)) {
      client.subscribeWith().topicFilter("a").send();
      client.publishWith().topic("a").qos(MqttQos.AT_LEAST_ONCE).payload(new byte[size]).send();
      assertThat(messages.receive(10, TimeUnit.SECONDS).orElseThrow().getPayloadAsBytes())
          .hasSize(size);
    }
    client.disconnect();
  }

  private com.hivemq.client.mqtt.mqtt5.Mqtt5ClientBuilder client() {
    return MqttClient.builder()
        .useMqttVersion5()
        .serverHost("127.0.0.1")
        .serverPort(gateway.websocketPort());
  }

  private static MqttWebSocketConfig path(String path) {
    return MqttWebSocketConfig.builder().serverPath(path).build();
  }

  private static Gateway open(ServerTls tls) {
    SocketAddress any = SocketAddress.inetSocketAddress(0, "127.0.0.1");
    return new Gateway(MqttLimits.DEFAULTS, _ -> new MqttEntry(any, any, tls, Access.open()));
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.websocketPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private int status(String path, String host, String header) throws IOException {
    try (Socket socket = connect()) {
      return Integer.parseInt(request(socket, path, host, header).split(" ", 3)[1]);
    }
  }

  private Socket upgraded() throws IOException {
    Socket socket = connect();
    assertThat(request(socket, "/mqtt", "localhost", "Sec-WebSocket-Protocol: mqtt"))
        .startsWith("HTTP/1.1 101")
        .containsIgnoringCase("sec-websocket-protocol: mqtt");
    return socket;
  }

  /** Sends a request and returns the head of the answer. */
  private static String request(Socket socket, String path, String host, String header)
      throws IOException {
    String head =
        """
        GET %s HTTP/1.1
        Host: %s
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13
        %s

        """
            .formatted(path, host, header);
    socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
    StringBuilder answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as(answer.toString()).isNotNegative();
      answer.append((char) next);
    }
    return answer.toString();
  }

  /** Sends a short frame, masked with zeros. */
  private static void frame(Socket socket, int first, byte... content) throws IOException {
    byte[] head = RawClient.bytes(first, MASKED | content.length, 0, 0, 0, 0);
    socket.getOutputStream().write(RawClient.join(head, content));
  }

  /** Returns the content of a short binary frame. */
  private static int[] answer(Socket socket) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedByte()).isEqualTo(BINARY);
    byte[] content = in.readNBytes(in.readUnsignedByte());
    int[] values = new int[content.length];
    for (int i = 0; i < content.length; i++) {
      values[i] = content[i] & 0xFF;
    }
    return values;
  }

  private static void assertCloses(Socket socket, int status) throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    assertThat(in.readUnsignedByte()).isEqualTo(0x88);
    int length = in.readUnsignedByte();
    assertThat(in.readUnsignedShort()).isEqualTo(status);
    in.readNBytes(length - 2);
    assertThat(in.read()).isEqualTo(-1);
  }
}
