package io.edgecoordinator.mqtt;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Takes what is wrong with a client's TLS: that ends its connection and concerns nobody else. */
@Sharable
final class TlsFaults extends ChannelInboundHandlerAdapter {

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable inner = cause instanceof DecoderException ? cause.getCause() : cause;
    if (inner instanceof SSLException) {
      var _ = ctx.close();
    } else {
      ctx.fireExceptionCaught(cause);
    }
  }

  /** Returns in a line why a handshake failed. */
  static String describe(@Nullable Throwable cause) {
    if (cause == null || cause instanceof ClosedChannelException) {
      return "the client went away";
    }
    Throwable deepest = cause;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return String.valueOf(deepest.getMessage());
  }
}
