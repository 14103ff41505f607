package example.accept;

import java.util.Locale;

/** The accept paths by name, and the listeners and threads that each needs. */
enum AcceptPath {
  SERVERSOCKET {
    @Override
    Listener[] open() throws Exception {
      return only(Sockets.plain());
    }
  },
  SERVERSOCKET_SUBCLASS {
    @Override
    Listener[] open() throws Exception {
      return only(Sockets.subclass());
    }
  },
  SSLSERVERSOCKET {
    @Override
    Listener[] open() throws Exception {
      return only(Sockets.ssl());
    }
  },
  CHANNEL_BLOCKING {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.blocking());
    }
  },
  CHANNEL_SELECTOR {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.selector());
    }
  },
  CHANNEL_SOCKET_ACCEPT {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.adaptor(0));
    }
  },
  CHANNEL_SOCKET_ACCEPT_TIMEOUT {
    @Override
    Listener[] open() throws Exception {
      // Short, so that accepts that bring nothing happen as well.
      return only(Channels.adaptor(100));
    }
  },
  ASYNC_FUTURE {
    @Override
    Listener[] open() throws Exception {
      return only(AsyncChannels.future());
    }
  },
  ASYNC_HANDLER {
    @Override
    Listener[] open() throws Exception {
      return only(AsyncChannels.handler());
    }
  },
  VIRTUAL_THREAD {
    @Override
    Listener[] open() throws Exception {
      return only(Sockets.plain());
    }

    @Override
    void startThread(String name, Runnable acceptor) throws Exception {
      startVirtualThread(acceptor);
    }
  },
  VIRTUAL_THREAD_CHANNEL {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.blocking());
    }

    @Override
    void startThread(String name, Runnable acceptor) throws Exception {
      startVirtualThread(acceptor);
    }
  },
  TWO_ACCEPTORS {
    @Override
    Listener[] open() throws Exception {
      return only(Sockets.plain());
    }

    @Override
    int acceptorsPerListener() {
      return 2;
    }
  },
  TWO_ACCEPTORS_CHANNEL {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.blocking());
    }

    @Override
    int acceptorsPerListener() {
      return 2;
    }
  },
  REUSEPORT {
    @Override
    Listener[] open() throws Exception {
      return Channels.reusePort();
    }
  },
  IPV4 {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.ipv4());
    }
  },
  IPV6 {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.ipv6());
    }
  },
  DUAL_STACK {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.dualStack());
    }
  },
  UNIX_DOMAIN {
    @Override
    Listener[] open() throws Exception {
      return only(Channels.unixDomain());
    }
  },
  /** Must be the last one, because it changes what {@code new ServerSocket()} makes. */
  CUSTOM_SOCKETIMPL {
    @Override
    Listener[] open() throws Exception {
      return only(Sockets.customImpl());
    }
  };

  /** Opens the path's listeners, all at one address. */
  abstract Listener[] open() throws Exception;

  int acceptorsPerListener() {
    return 1;
  }

  void startThread(String name, Runnable acceptor) throws Exception {
    Thread thread = new Thread(acceptor, name);
    thread.setDaemon(true);
    thread.start();
  }

  /** The name used outside: {@code channel-blocking}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static AcceptPath named(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  private static Listener[] only(Listener listener) {
    return new Listener[] {listener};
  }

  private static void startVirtualThread(Runnable acceptor) throws Exception {
    // By reflection: Java 21 and newer.
    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, acceptor);
  }
}
