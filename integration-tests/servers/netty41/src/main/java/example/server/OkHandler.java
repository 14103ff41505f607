package example.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers whatever arrives first as if it were a whole HTTP request; {@code /sleep/<millis>} late,
 * and blocks the event loop meanwhile.
 */
final class OkHandler extends SimpleChannelInboundHandler<ByteBuf> {
  private static final String RESPONSE =
      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

  private static final Pattern SLEEP = Pattern.compile("GET /sleep/(\\d+) ");

  @Override
  protected void channelRead0(ChannelHandlerContext context, ByteBuf request)
      throws InterruptedException {
    Matcher sleep = SLEEP.matcher(request.toString(StandardCharsets.US_ASCII));
    if (sleep.lookingAt()) {
      System.out.println("SLEEPS");
      Thread.sleep(Long.parseLong(sleep.group(1)));
    }
    context
        .writeAndFlush(Unpooled.copiedBuffer(RESPONSE, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
