package example.server;

import io.grpc.HandlerRegistry;
import io.grpc.InsecureServerCredentials;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetSocketAddress;

/** gRPC on its shaded Netty. Answers each call, whatever its name, with an empty message. */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    io.grpc.Server server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress("127.0.0.1", 0), InsecureServerCredentials.create())
            .fallbackHandlerRegistry(new AnyMethod())
            .build()
            .start();
    System.out.println("READY " + server.getPort());
    System.in.read();
    server.shutdownNow().awaitTermination();
  }

  private static final class AnyMethod extends HandlerRegistry {
    @Override
    public ServerMethodDefinition<String, String> lookupMethod(String name, String authority) {
      return ServerMethodDefinition.create(
          MethodDescriptor.<String, String>newBuilder()
              .setType(MethodType.UNARY)
              .setFullMethodName(name)
              .setRequestMarshaller(new Nothing())
              .setResponseMarshaller(new Nothing())
              .build(),
          ServerCalls.asyncUnaryCall(
              (request, observer) -> {
                observer.onNext("");
                observer.onCompleted();
              }));
    }
  }

  private static final class Nothing implements MethodDescriptor.Marshaller<String> {
    @Override
    public InputStream stream(String value) {
      return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public String parse(InputStream stream) {
      return "";
    }
  }
}
