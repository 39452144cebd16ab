package io.edgecoordinator.broker;

import com.hivemq.embedded.EmbeddedExtension;
import com.hivemq.embedded.EmbeddedHiveMQ;
import com.hivemq.extension.sdk.api.ExtensionMain;
import com.hivemq.extension.sdk.api.auth.PublishAuthorizer;
import com.hivemq.extension.sdk.api.auth.SimpleAuthenticator;
import com.hivemq.extension.sdk.api.packets.disconnect.DisconnectReasonCode;
import com.hivemq.extension.sdk.api.packets.publish.AckReasonCode;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStartOutput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopInput;
import com.hivemq.extension.sdk.api.parameter.ExtensionStopOutput;
import com.hivemq.extension.sdk.api.services.Services;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The process of {@link BrokerProcess}: HiveMQ, which keeps all in memory, lets everybody in, takes
 * control characters, refuses what is published under {@code refused/}, and ends the connection
 * over what is published under {@code fatal/}. It ends when its input does.
 */
public final class HiveMq {

  private HiveMq() {}

  /**
   * Runs the broker.
   *
   * @param arguments a folder, and the port
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    Path configuration = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(
        configuration.resolve("config.xml"),
        """
        <?xml version="1.0"?>
        <hivemq>
          <listeners>
            <tcp-listener><port>%d</port><bind-address>127.0.0.1</bind-address></tcp-listener>
          </listeners>
          <mqtt>
            <queued-messages><max-queue-size>1000000</max-queue-size></queued-messages>
          </mqtt>
          <security><utf8-validation><enabled>false</enabled></utf8-validation></security>
          <persistence><mode>in-memory</mode></persistence>
          <anonymous-usage-statistics><enabled>false</enabled></anonymous-usage-statistics>
        </hivemq>
        """
            .formatted(Integer.parseInt(arguments[1])));
    EmbeddedHiveMQ broker =
        EmbeddedHiveMQ.builder()
            .withConfigurationFolder(configuration)
            .withDataFolder(Files.createDirectories(folder.resolve("data")))
            .withExtensionsFolder(Files.createDirectories(folder.resolve("extensions")))
            .withoutLoggingBootstrap()
            .withEmbeddedExtension(
                EmbeddedExtension.builder()
                    .withId("access")
                    .withName("access")
                    .withVersion("1")
                    .withPriority(0)
                    .withStartPriority(1)
                    .withExtensionMain(new EverybodyIn())
                    .build())
            .build();
    broker.start().join();
    System.out.println("READY");
    System.in.transferTo(OutputStream.nullOutputStream());
    Runtime.getRuntime().halt(0);
  }

  private static final class EverybodyIn implements ExtensionMain {

    @Override
    public void extensionStart(ExtensionStartInput input, ExtensionStartOutput output) {
      SimpleAuthenticator in = (_, answer) -> answer.authenticateSuccessfully();
      PublishAuthorizer publish =
          (asked, answer) -> {
            String topic = asked.getPublishPacket().getTopic();
            if (topic.startsWith("refused/")) {
              answer.failAuthorization(AckReasonCode.NOT_AUTHORIZED, "nothing is taken here");
            } else if (topic.startsWith("fatal/")) {
              answer.disconnectClient(DisconnectReasonCode.NOT_AUTHORIZED, "go away");
            } else {
              answer.authorizeSuccessfully();
            }
          };
      Services.securityRegistry().setAuthenticatorProvider(_ -> in);
      Services.securityRegistry().setAuthorizerProvider(_ -> publish);
    }

    @Override
    public void extensionStop(ExtensionStopInput input, ExtensionStopOutput output) {}
  }
}
