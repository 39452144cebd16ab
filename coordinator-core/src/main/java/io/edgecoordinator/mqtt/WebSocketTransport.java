package io.edgecoordinator.mqtt;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * MQTT over WebSocket (MQTT 5, section 6): after the HTTP request what comes in binary frames is
 * handed on as bytes, wherever a packet may begin or end in them [MQTT-6.0.0-2], and bytes leave in
 * binary frames.
 */
final class WebSocketTransport extends ChannelDuplexHandler {

  private final Connection connection;
  private final WebSocketGate gate;
  private final ClientLog clientLog;
  private @Nullable ChannelHandlerContext open;
  private boolean closing;

  WebSocketTransport(Connection connection, WebSocketGate gate, ClientLog clientLog) {
    this.connection = connection;
    this.gate = gate;
    this.clientLog = clientLog;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case FullHttpRequest request -> {
        try {
          upgrade(ctx, request);
        } finally {
          request.release();
        }
      }
      case BinaryWebSocketFrame bytes -> ctx.fireChannelRead(bytes.content());
      case ContinuationWebSocketFrame bytes -> ctx.fireChannelRead(bytes.content());
      case WebSocketFrame control -> {
        try {
          control(ctx, control);
        } finally {
          control.release();
        }
      }
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void upgrade(ChannelHandlerContext ctx, FullHttpRequest request) {
    Optional<WebSocketGate.Refusal> refusal = gate.refusal(request);
    if (refusal.isPresent()) {
      refuse(ctx, refusal.get());
      return;
    }
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory(
                "", String.join(",", WebSocketGate.PROTOCOLS), gate.decoder())
            .newHandshaker(request);
    if (handshaker == null) {
      refuse(ctx, new WebSocketGate.Refusal(426, "a version of WebSocket other than 13"));
      return;
    }
    try {
      var _ = handshaker.handshake(ctx.channel(), request);
      open = ctx;
    } catch (WebSocketHandshakeException malformed) {
      refuse(ctx, new WebSocketGate.Refusal(400, String.valueOf(malformed.getMessage())));
    }
  }

  private void refuse(ChannelHandlerContext ctx, WebSocketGate.Refusal refusal) {
    clientLog.info(connection, "no WebSocket: " + refusal.reason());
    byte[] text = (refusal.reason() + "\n").getBytes(StandardCharsets.UTF_8);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(refusal.status()),
            Unpooled.wrappedBuffer(text));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
        .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    if (refusal.status() == 426) {
      response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    }
    ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private void control(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case PingWebSocketFrame ping when ctx.channel().isWritable() -> {
        var _ = ctx.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
      }
      case PingWebSocketFrame _, PongWebSocketFrame _ -> {}
      case CloseWebSocketFrame _ -> close(ctx, WebSocketCloseStatus.NORMAL_CLOSURE);
      default -> {
        // [MQTT-6.0.0-1]
        clientLog.info(connection, "closed, a WebSocket frame that is not binary");
        close(ctx, WebSocketCloseStatus.INVALID_MESSAGE_TYPE);
      }
    }
  }

  private void close(ChannelHandlerContext ctx, WebSocketCloseStatus status) {
    if (!closing) {
      closing = true;
      var _ = ctx.writeAndFlush(new CloseWebSocketFrame(status));
    }
    var _ = ctx.close();
  }

  /** Says that nothing more will be sent. */
  void sayGoodbye() {
    if (open != null && !closing) {
      closing = true;
      var _ = open.writeAndFlush(new CloseWebSocketFrame(WebSocketCloseStatus.NORMAL_CLOSURE));
    }
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf bytes)) {
      var _ = ctx.write(message, promise);
    } else if (open == null || closing || !bytes.isReadable()) {
      bytes.release();
      var _ = ctx.write(Unpooled.EMPTY_BUFFER, promise);
    } else {
      var _ = ctx.write(new BinaryWebSocketFrame(bytes), promise);
    }
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    sayGoodbye();
    var _ = ctx.close(promise);
  }

  /** What is no WebSocket frame, or is longer than any may be, ends the connection. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof DecoderException) {
      clientLog.info(connection, "closed: " + cause.getMessage());
      if (cause instanceof CorruptedWebSocketFrameException frame) {
        close(ctx, frame.closeStatus());
      } else {
        var _ = ctx.close();
      }
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }
}
