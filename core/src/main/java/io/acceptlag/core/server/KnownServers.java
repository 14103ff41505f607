package io.acceptlag.core.server;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** All servers that we know, and how to recognise one by a stack. */
public final class KnownServers {
  /** A server that is built upon another one comes before it. */
  private static final List<KnownServer> ROWS = rows();

  /** These bind for servers that are not in the stack. */
  private static final String[] BINDS_FOR_OTHERS = {
    "io.netty.util.concurrent.", "org.apache.pekko.dispatch.", "akka.dispatch.",
  };

  private KnownServers() {}

  private static List<KnownServer> rows() {
    List<KnownServer> rows = new ArrayList<>();
    rows.addAll(Arrays.asList(WebServers.ROWS));
    rows.addAll(Arrays.asList(NettyServers.ROWS));
    rows.addAll(Arrays.asList(OtherServers.ROWS));
    return Collections.unmodifiableList(rows);
  }

  public static List<KnownServer> all() {
    return ROWS;
  }

  /** Null if none has that title. */
  public static @Nullable KnownServer titled(String title) {
    for (KnownServer row : ROWS) {
      if (row.title().equals(title)) {
        return row;
      }
    }
    return null;
  }

  /** All classes that may have to be asked for. */
  public static List<String> classes() {
    List<String> classes = new ArrayList<>();
    for (KnownServer row : ROWS) {
      classes.addAll(row.classes());
    }
    return classes;
  }

  /**
   * The server by the stack of the thread that bound the listener, leaf first. Only the caller of
   * bind counts, because an application that runs in a server may bind a socket of its own.
   */
  public static @Nullable KnownServer boundBy(StackTraceElement[] stack, Predicate<String> loaded) {
    boolean bindsForOthers = Packages.areIn(stack, BINDS_FOR_OTHERS);
    return find(upToCaller(stack), stack, loaded, bindsForOthers);
  }

  /**
   * The server by the stack of the thread that accepts, leaf first. That stack never shows who made
   * the listener.
   */
  public static @Nullable KnownServer acceptedBy(
      StackTraceElement[] stack, Predicate<String> loaded) {
    return find(isInAccept(stack) ? upToCaller(stack) : stack, stack, loaded, true);
  }

  /**
   * The frame of the JDK's method that bound it, and that of its caller; empty if neither is seen.
   */
  public static StackTraceElement[] bindCall(StackTraceElement[] stack) {
    for (int i = 1; i < stack.length; i++) {
      if (!Packages.isJdk(stack[i].getClassName())) {
        return new StackTraceElement[] {stack[i - 1], stack[i]};
      }
    }
    return new StackTraceElement[0];
  }

  /**
   * Whether this is a version that has no key of the backlog yet, because it gives none to bind.
   * That shows where the version does not: Kafka's jars do not name theirs where others do.
   */
  public static boolean hasNoKeyYet(KnownServer server, StackTraceElement[] stack) {
    return server.backlogSince() != null && givesNoBacklog(stack);
  }

  /** The JDK's own method then calls the one that takes a backlog as well. */
  private static boolean givesNoBacklog(StackTraceElement[] stack) {
    StackTraceElement[] call = bindCall(stack);
    if (call.length == 0) {
      return false;
    }
    int binds = 0;
    for (StackTraceElement frame : upToCaller(stack)) {
      boolean same = frame.getClassName().equals(call[0].getClassName());
      binds += same && frame.getMethodName().equals("bind") ? 1 : 0;
    }
    return binds > 1 || isAlwaysWithout(call[0]);
  }

  private static boolean isAlwaysWithout(StackTraceElement bind) {
    return bind.getClassName().equals("java.nio.channels.ServerSocketChannel")
        && bind.getMethodName().equals("bind");
  }

  /** The frames up to the first one that is not the JDK's. */
  private static StackTraceElement[] upToCaller(StackTraceElement[] stack) {
    int frames = 0;
    while (frames < stack.length && Packages.isJdk(stack[frames].getClassName())) {
      frames++;
    }
    return Arrays.copyOf(stack, Math.min(frames + 1, stack.length));
  }

  private static boolean isInAccept(StackTraceElement[] stack) {
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (!Packages.isJdk(name)) {
        return false;
      }
      if (name.equals("java.net.ServerSocket")
          || name.startsWith("sun.nio.ch.ServerSocketChannelImpl")) {
        return true;
      }
    }
    return false;
  }

  /**
   * @param own one of these frames must be the server's
   * @param whole frames among which its marker may be
   * @param othersMatter whether whoever made the listener need not be in the stack
   */
  private static @Nullable KnownServer find(
      StackTraceElement[] own,
      StackTraceElement[] whole,
      Predicate<String> loaded,
      boolean othersMatter) {
    KnownServer plain = null;
    KnownServer byLoaded = null;
    boolean ambiguous = false;
    for (KnownServer row : ROWS) {
      if (!row.isIn(own)) {
        continue;
      }
      if (row.isPlain()) {
        plain = plain == null ? row : plain;
      } else if (row.hasMarkerIn(whole) && row.isPossible(loaded)) {
        return row;
      } else if (othersMatter && row.markerIn(loaded) != null && row.isPossible(loaded)) {
        // Either may have made this listener, so neither is claimed unless they are kin.
        ambiguous |= byLoaded != null && !byLoaded.isKinOf(row);
        byLoaded = byLoaded == null ? row : byLoaded;
      }
    }
    return byLoaded == null || ambiguous ? plain : byLoaded;
  }
}
