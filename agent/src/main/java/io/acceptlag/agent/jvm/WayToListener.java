package io.acceptlag.agent.jvm;

import java.net.AcceptlagDescriptors;
import java.net.ServerSocket;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How many objects lie between what a thread was made to run and a listener. For one search. */
final class WayToListener {
  static final int NONE = Integer.MAX_VALUE;

  /** Netty's loops are four of its wrappers away from their threads. */
  private static final int HOPS_MAX = 6;

  private static final int OBJECTS_MAX = 256;
  private static final int OBJECTS_IN_ALL_MAX = 50_000;
  private static final int KEYS_IN_ALL_MAX = 50_000;

  private final ObjectFields fields = new ObjectFields();
  private final ObjectWalk walk = new ObjectWalk(fields, OBJECTS_MAX, OBJECTS_IN_ALL_MAX);
  private final IdentityHashMap<Selector, Boolean> hasIt = new IdentityHashMap<>();
  private final int fd;
  private @Nullable Object listener;
  private int keys;

  // Of the thread that was followed last.
  private int hopsToSelector;
  private int hopsToSocket;
  private int hopsToAnother;

  WayToListener(int fd) {
    this.fd = fd;
  }

  void follow(Thread thread) {
    hopsToSelector = NONE;
    hopsToSocket = NONE;
    hopsToAnother = NONE;
    List<Object> near = walk.from(ThreadBodies.of(thread));
    for (int hop = 0; hop <= HOPS_MAX; hop++) {
      for (Object each : near) {
        look(each, hop);
      }
      near = walk.behind(near);
    }
  }

  /** To a selector with which it is registered. */
  int hopsToSelector() {
    return hopsToSelector;
  }

  /** The channel that was found in a selector; null if none was. */
  @Nullable Object listener() {
    return listener;
  }

  /** To its socket or channel. */
  int hopsToSocket() {
    return hopsToSocket;
  }

  /** To the socket or channel of another listener. */
  int hopsToAnother() {
    return hopsToAnother;
  }

  private void look(Object at, int hop) {
    if (at instanceof ServerSocket || at instanceof ServerSocketChannel) {
      if (AcceptlagDescriptors.ofListener(at) == fd) {
        hopsToSocket = Math.min(hopsToSocket, hop);
      } else {
        hopsToAnother = Math.min(hopsToAnother, hop);
      }
    } else if (isInEpoll(at)
        || (at instanceof Selector
            && at.getClass().getClassLoader() == null
            && has((Selector) at))) {
      hopsToSelector = Math.min(hopsToSelector, hop);
    }
  }

  /** Whether the listener's descriptor is among the channels of a Netty loop with epoll. */
  private boolean isInEpoll(Object loop) {
    String name = loop.getClass().getName();
    Object channels =
        name.endsWith("io.netty.channel.epoll.EpollEventLoop") // 4.1
            ? fields.named(loop, "channels")
            : name.endsWith("io.netty.channel.epoll.EpollIoHandler") // 4.2
                ? fields.named(loop, "registrations")
                : null;
    Object descriptors = channels == null ? null : fields.named(channels, "keys");
    Object values = channels == null ? null : fields.named(channels, "values");
    if (!(descriptors instanceof int[]) || !(values instanceof Object[])) {
      return false;
    }
    int[] fds = (int[]) descriptors;
    Object[] registered = (Object[]) values;
    for (int i = 0; i < Math.min(fds.length, registered.length); i++) {
      if (fds[i] == fd && registered[i] != null) {
        return true;
      }
    }
    return false;
  }

  private boolean has(Selector selector) {
    return hasIt.computeIfAbsent(selector, each -> search(each));
  }

  private boolean search(Selector selector) {
    try {
      // It takes no lock. On Java 8 the set may change meanwhile, which throws an exception.
      for (SelectionKey key : selector.keys()) {
        if (keys++ >= KEYS_IN_ALL_MAX) {
          return false;
        }
        if (key.channel() instanceof ServerSocketChannel
            && AcceptlagDescriptors.ofListener(key.channel()) == fd) {
          listener = key.channel();
          return true;
        }
      }
    } catch (RuntimeException e) {
      // Closed, or changed meanwhile: the next search may succeed.
      return false;
    }
    return false;
  }
}
