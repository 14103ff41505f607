package io.acceptlag.agent.jvm;

import java.io.FileDescriptor;
import java.net.Socket;
import java.net.SocketImpl;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** Which objects are connections, and their descriptors: sockets, channels and their keys. */
class ConnectionObjects {
  /** One that was closed, too: then its descriptor may be another's by now. */
  boolean isConnection(Object candidate) {
    return candidate instanceof Socket
        ? isOfJdk((Socket) candidate) || descriptor(candidate) >= 0
        : isOfJdk(candidate) || channelOf(candidate) != null;
  }

  /** An application's own kind of socket may only wrap another one. */
  private static boolean isOfJdk(Socket socket) {
    return socket.getClass().getClassLoader() == null;
  }

  /** Of a key. */
  private static @Nullable SocketChannel channelOf(Object candidate) {
    if (!candidate.getClass().getName().equals("sun.nio.ch.SelectionKeyImpl")) {
      return null;
    }
    Object channel = ObjectFields.ofJdk(candidate, candidate.getClass(), "channel");
    return channel instanceof SocketChannel ? (SocketChannel) channel : null;
  }

  private static boolean isOfJdk(Object candidate) {
    return candidate instanceof SocketChannel && candidate.getClass().getClassLoader() == null;
  }

  /** -1 where it is no connection, or was closed. */
  int descriptor(Object candidate) {
    if (candidate instanceof Socket) {
      if (candidate.getClass().getName().equals("sun.nio.ch.SocketAdaptor")) {
        Object channel = ObjectFields.ofJdk(candidate, candidate.getClass(), "sc");
        return channel == null ? -1 : descriptor(channel);
      }
      Object impl = ObjectFields.ofJdk(candidate, Socket.class, "impl");
      return impl == null ? -1 : number(descriptorOf(impl));
    }
    SocketChannel channel = channelOf(candidate);
    if (channel != null) {
      return descriptor(channel);
    }
    // The JDK's own method is final, and takes no lock.
    if (isOfJdk(candidate) && ((SocketChannel) candidate).isOpen()) {
      return ObjectFields.number(candidate, candidate.getClass(), "fdVal");
    }
    return -1;
  }

  /** From Java 13 on a SocketImpl may delegate to another. */
  private static @Nullable Object descriptorOf(Object impl) {
    Object own = ObjectFields.ofJdk(impl, SocketImpl.class, "fd");
    if (own != null) {
      return own;
    }
    for (Class<?> type = impl.getClass(); type != null; type = type.getSuperclass()) {
      Object behind = ObjectFields.ofJdk(impl, type, "delegate");
      if (behind instanceof SocketImpl) {
        return ObjectFields.ofJdk(behind, SocketImpl.class, "fd");
      }
    }
    return null;
  }

  private static int number(@Nullable Object descriptor) {
    return descriptor == null ? -1 : ObjectFields.number(descriptor, FileDescriptor.class, "fd");
  }
}
