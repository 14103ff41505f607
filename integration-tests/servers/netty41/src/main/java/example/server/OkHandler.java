package example.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;

/** Answers whatever arrives first as if it were a whole HTTP request. */
final class OkHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private static final String RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf request) {
    context
        .writeAndFlush(Unpooled.copiedBuffer(RESPONSE, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
