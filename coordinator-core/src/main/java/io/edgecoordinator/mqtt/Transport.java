package io.edgecoordinator.mqtt;

import io.edgecoordinator.access.Credentials;
import io.edgecoordinator.tls.ServerTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * What lies between a socket and its {@link Connection}: TLS, WebSocket, both or nothing. Whatever
 * it is, a connection reads and writes the bytes of MQTT. Belongs to the event loop.
 */
final class Transport {

  /** TLS handshakes under way; who comes then is closed. Each takes some 100 kB for a moment. */
  static final int MAX_HANDSHAKES = 2_000;

  /** Signatures and key agreements computed at one time, away from the event loop. */
  private static final int COMPUTING_THREADS = 2;

  /** The head of a WebSocket's HTTP request is bounded by the codec, its body by this. */
  private static final int MAX_BODY_BYTES = 1_024;

  private static final String TLS = "tls";
  private static final String WEBSOCKET = "websocket";

  private final MqttEntry entry;
  private final MqttLimits limits;
  private final MqttCounters counters;
  private final ClientLog clientLog;
  private final TlsFaults tlsFaults = new TlsFaults();
  private final @Nullable ExecutorService computing;
  private int handshakes;

  Transport(MqttEntry entry, MqttLimits limits, MqttCounters counters, ClientLog clientLog) {
    this.entry = entry;
    this.limits = limits;
    this.counters = counters;
    this.clientLog = clientLog;
    this.computing =
        entry.tls() == null
            ? null
            : Executors.newFixedThreadPool(
                COMPUTING_THREADS, Thread.ofPlatform().daemon().name("tls-", 0).factory());
  }

  /** Says whether one more connection may begin a TLS handshake; always, where there is no TLS. */
  boolean hasRoom() {
    boolean room = handshakes < MAX_HANDSHAKES;
    counters.handshakesRefused += room ? 0 : 1;
    return room;
  }

  /** Puts before a connection, the last in the pipeline, what it needs. */
  void install(Channel channel, Connection connection, boolean websocket) {
    ChannelPipeline pipeline = channel.pipeline();
    String last = pipeline.context(connection).name();
    if (entry.tls() != null && computing != null) {
      installTls(entry.tls(), computing, connection, pipeline, last);
    }
    if (websocket) {
      pipeline
          .addBefore(last, "http", new HttpServerCodec())
          .addBefore(last, "request", new HttpObjectAggregator(MAX_BODY_BYTES))
          .addBefore(last, WEBSOCKET, new WebSocketTransport(connection, gate(), clientLog));
    }
  }

  private void installTls(
      ServerTls tls,
      ExecutorService threads,
      Connection connection,
      ChannelPipeline pipeline,
      String last) {
    handshakes++;
    SslHandler handler =
        tls.handler(pipeline.channel().alloc(), threads, entry.access().needsCertificate());
    handler.setHandshakeTimeoutMillis(limits.connectTimeout().toMillis());
    handler
        .handshakeFuture()
        .addListener(done -> {
          handshakes--;
          if (!done.isSuccess()) {
            counters.handshakesFailed++;
            clientLog.info(connection, "no TLS: " + TlsFaults.describe(done.cause()));
          }
        });
    pipeline.addBefore(last, TLS, handler).addBefore(last, "tls-faults", tlsFaults);
  }

  private WebSocketGate gate() {
    String host = entry.websocket() == null ? "" : entry.websocket().host();
    return new WebSocketGate(host, entry.tls() != null, limits.maxPacketBytes());
  }

  /** Ends what needs an end. */
  void close() {
    if (computing != null) {
      computing.shutdown();
    }
  }

  /** Returns what a client shows in its CONNECT and in TLS. */
  static Credentials credentials(Channel channel, Packet.Connect connect) {
    return new Credentials(
        certificate(channel), connect.userName(), connect.password(), connect.clientId());
  }

  /** Says on all layers that nothing more will be sent, and goes on receiving. */
  static void endOutput(Channel channel) {
    if (channel.pipeline().get(WEBSOCKET) instanceof WebSocketTransport websocket) {
      websocket.sayGoodbye();
    }
    if (channel.pipeline().get(TLS) instanceof SslHandler tls) {
      var _ = tls.closeOutbound();
    } else {
      var _ = ((DuplexChannel) channel).shutdownOutput();
    }
  }

  /** Returns the client's certificate, or null if it showed none. */
  private static @Nullable X509Certificate certificate(Channel channel) {
    if (channel.pipeline().get(TLS) instanceof SslHandler tls) {
      try {
        Certificate[] chain = tls.engine().getSession().getPeerCertificates();
        return (X509Certificate) chain[0];
      } catch (SSLPeerUnverifiedException none) {
        return null;
      }
    }
    return null;
  }
}
