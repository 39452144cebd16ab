package io.edgecoordinator.upstream;

import io.edgecoordinator.upstream.BrokerConnection.Ending;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.jspecify.annotations.Nullable;

/** Why things went wrong, in words. */
final class Endings {

  private static final int FAILED = 0x80;

  private static final String UNTRUSTED =
      "none of those that are trusted has issued the broker's certificate";

  /** The reason codes that brokers give (MQTT 5, section 2.4), but for the telling ones. */
  private static final Map<Integer, String> CODES =
      Map.ofEntries(
          Map.entry(0x80, "an error it does not name"),
          Map.entry(0x81, "malformed packet"),
          Map.entry(0x82, "protocol error"),
          Map.entry(0x83, "an error of its own kind"),
          Map.entry(0x84, "it does not speak MQTT 5"),
          Map.entry(0x85, "it does not take this client id"),
          Map.entry(0x86, "bad user name or password"),
          Map.entry(0x87, "not authorized"),
          Map.entry(0x88, "server unavailable"),
          Map.entry(0x89, "server busy"),
          Map.entry(0x8A, "banned"),
          Map.entry(0x8B, "server shutting down"),
          Map.entry(0x8D, "it heard nothing for too long"),
          Map.entry(0x8E, "another client has come with the same client id"),
          Map.entry(0x8F, "topic filter invalid"),
          Map.entry(0x90, "topic name invalid"),
          Map.entry(0x93, "receive maximum exceeded"),
          Map.entry(0x94, "topic alias invalid"),
          Map.entry(0x95, "packet too large"),
          Map.entry(0x96, "message rate too high"),
          Map.entry(0x97, "quota exceeded"),
          Map.entry(0x98, "administrative action"),
          Map.entry(0x99, "payload format invalid"),
          Map.entry(0x9A, "retain not supported"),
          Map.entry(0x9B, "QoS not supported"),
          Map.entry(0x9C, "use another server"),
          Map.entry(0x9D, "server moved"),
          Map.entry(0x9F, "connection rate exceeded"),
          Map.entry(0xA0, "maximum connect time"));

  private Endings() {}

  /** Returns the words for a reason code. */
  static String words(int code) {
    return CODES.getOrDefault(code, "an unknown reason") + " (0x%02X)".formatted(code);
  }

  /** Says why a connection ended that the broker ended, with a DISCONNECT. */
  static Ending byBroker(int code, @Nullable String reason) {
    return new Ending(code, "ended by the broker: " + with(code, reason == null ? "" : reason));
  }

  /**
   * Says why a connection ended that just broke.
   *
   * @param greeting the broker's answer to the CONNECT, if there was one
   */
  static Ending of(@Nullable ConnAck greeting, Throwable cause) {
    return greeting != null && greeting.code() >= FAILED
        ? new Ending(greeting.code(), "refused: " + with(greeting.code(), greeting.reason()))
        : new Ending(0, why(cause));
  }

  private static String with(int code, String reason) {
    return reason.isEmpty() ? words(code) : words(code) + ": " + reason;
  }

  private static String message(Throwable cause) {
    return cause.getMessage() == null ? "" : cause.getMessage();
  }

  private static String why(SSLException tls) {
    for (Throwable each = tls; each != null; each = each.getCause()) {
      if (each instanceof CertPathBuilderException) {
        return UNTRUSTED;
      }
      if (each instanceof CertPathValidatorException invalid) {
        return switch (invalid.getReason()) {
          case BasicReason.INVALID_SIGNATURE -> UNTRUSTED;
          case BasicReason.EXPIRED -> "the broker's certificate has expired";
          case BasicReason.NOT_YET_VALID ->
              "the broker's certificate is not valid yet, or the clock of this box is wrong";
          default -> message(invalid);
        };
      }
    }
    return message(tls);
  }

  private static String why(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof MqttException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return switch (cause) {
      case UnknownHostException unknown -> "unknown host " + unknown.getMessage();
      case ConnectException refused -> message(refused);
      case SocketTimeoutException _ -> "no answer";
      case SSLException tls -> "TLS: " + why(tls);
      case java.io.EOFException _ -> "the broker hung up";
      case MqttException lost
          when lost.getReasonCode() == MqttClientException.REASON_CODE_CONNECTION_LOST ->
          "the broker hung up";
      case MqttException broken
          when broken.getReasonCode() == MqttClientException.REASON_CODE_CLIENT_NOT_CONNECTED ->
          "the connection broke";
      default -> message(cause).isEmpty() ? cause.getClass().getSimpleName() : message(cause);
    };
  }

  /** Returns what the broker has against a request, or null if nothing. */
  static @Nullable RefusedUpstream refusal(IMqttToken token) {
    int[] codes = token.getReasonCodes();
    if (codes == null || codes.length == 0 || codes[0] < FAILED) {
      return null;
    }
    String reason =
        token.getResponseProperties() == null
            ? null
            : token.getResponseProperties().getReasonString();
    return new RefusedUpstream(codes[0], with(codes[0], reason == null ? "" : reason));
  }
}
