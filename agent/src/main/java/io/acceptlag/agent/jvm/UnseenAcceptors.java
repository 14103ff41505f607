package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.FoundAcceptor;
import io.acceptlag.core.evidence.FoundAcceptor.By;
import io.acceptlag.core.evidence.Frames;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the thread that accepts on a listener if no accept was seen, because it was stuck before
 * the agent was attached. One way is the selector of a thread. The other is its stack, with a
 * server's own acceptor in it, or with a method whose code calls accept() around the current line.
 */
public final class UnseenAcceptors {
  private static final int NO_LISTENER = -2;

  /** Acceptors are among the first threads that a server starts. */
  private static final int THREADS_MAX = 512;

  /** How many are sampled at once, down to the bottom. */
  private static final int GROUP = 64;

  /** An accept loop is near the bottom of its thread's stack. */
  private static final int OUTERMOST_FRAMES = 8;

  private static final int CLASSES_MAX = 64;

  private static final String JDK_HTTP_SERVER = "sun.net.httpserver.ServerImpl$Dispatcher";
  private static final String TOMCAT = "org.apache.tomcat.util.net.";
  private static final String JETTY = "org.eclipse.jetty.server.AbstractConnector$Acceptor";

  private final JvmBeans beans;
  private final AcceptingCode code;
  private final @Nullable LoadedCode loaded;

  public UnseenAcceptors(BaseModule base, JvmBeans beans, AcceptingCode code) {
    this.beans = beans;
    this.code = code;
    loaded = LoadedCode.open(base, beans.startMillis());
  }

  /**
   * Loads the classes now, because in trouble no descriptor may be left for that. It samples one
   * thread only, because the stacks of many stop all threads for long.
   */
  public void rehearse() {
    List<Thread> own = Collections.singletonList(Thread.currentThread());
    find(own, own, NO_LISTENER, 0);
  }

  /**
   * @param others number of other listeners without a seen accept()
   * @param virtual threads
   */
  FoundAcceptor find(int fd, int others, List<Thread> virtual) {
    return find(first(ThreadSamples.others(Thread.currentThread())), first(virtual), fd, others);
  }

  private static List<Thread> first(List<Thread> threads) {
    threads.sort(Comparator.comparingLong(ThreadIds::of));
    return threads.subList(0, Math.min(threads.size(), THREADS_MAX));
  }

  private FoundAcceptor find(List<Thread> platform, List<Thread> virtual, int fd, int others) {
    WayToListener way = new WayToListener(fd);
    List<Thread> threads = new ArrayList<>(platform);
    threads.addAll(virtual);
    Thread selecting = bySelector(threads, way);
    return selecting == null
        ? new Stacks(way, others).find(platform, virtual)
        : new FoundAcceptor(selecting, By.SELECTOR, "", way.listener());
  }

  /** The thread nearest to a selector that has the listener; null if several are equally near. */
  private static @Nullable Thread bySelector(List<Thread> threads, WayToListener way) {
    Thread nearest = null;
    int hops = WayToListener.NONE;
    for (Thread thread : threads) {
      way.follow(thread);
      if (way.hopsToSelector() < hops) {
        hops = way.hopsToSelector();
        nearest = thread;
      } else if (way.hopsToSelector() == hops) {
        nearest = null;
      }
    }
    return nearest;
  }

  /** One search by stacks. */
  private final class Stacks {
    private final WayToListener way;
    private final int others;
    private final Map<String, Boolean> answers = new HashMap<>();
    private final Map<String, byte[]> classFiles = new HashMap<>();
    private final List<FoundAcceptor> found = new ArrayList<>();
    private int inAccept;

    Stacks(WayToListener way, int others) {
      this.way = way;
      this.others = others;
    }

    FoundAcceptor find(List<Thread> platform, List<Thread> virtual) {
      sample(platform);
      for (Thread thread : virtual) {
        sampled(thread, thread.getStackTrace(), true);
      }
      boolean shown = keepNearest();
      Set<String> places = new HashSet<>();
      for (FoundAcceptor each : found) {
        places.add(each.where());
      }
      if (places.isEmpty()) {
        return FoundAcceptor.NONE;
      }
      // Every other listener has an acceptor too, which may be the one that was found.
      return places.size() > 1 || (!shown && others > inAccept)
          ? new FoundAcceptor(null, By.SEVERAL, "", null)
          : found.get(0);
    }

    /** All threads stand still for each group only. */
    private void sample(List<Thread> threads) {
      for (int from = 0; from < threads.size(); from += GROUP) {
        sampleGroup(threads.subList(from, Math.min(threads.size(), from + GROUP)));
      }
    }

    private void sampleGroup(List<Thread> threads) {
      long[] ids = new long[threads.size()];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = ThreadIds.of(threads.get(i));
      }
      // Matched by order: up to Java 18 the id in an info is what the thread's getId() returns.
      ThreadInfo[] infos = beans.threads().getThreadInfo(ids, ThreadSamples.FRAMES_MAX);
      for (int i = 0; i < ids.length; i++) {
        if (infos[i] != null) {
          sampled(threads.get(i), infos[i].getStackTrace(), false);
        }
      }
    }

    private void sampled(Thread thread, StackTraceElement[] stack, boolean virtual) {
      FoundAcceptor acceptor = null;
      if (!Frames.waitsForConnection(stack)) {
        acceptor = acceptor(thread, stack);
      } else if (!Frames.waitsInSelector(stack)) {
        inAccept++;
        acceptor = virtual ? inItsAccept(thread, stack) : null;
      }
      if (acceptor != null) {
        found.add(acceptor);
      }
    }

    /**
     * It may lack a carrier. But acceptors of other listeners are in accept() too, so its objects
     * must lead to the listener.
     */
    private @Nullable FoundAcceptor inItsAccept(Thread thread, StackTraceElement[] stack) {
      StackTraceElement frame = Frames.topmostOutsideJdk(stack);
      way.follow(thread);
      return frame == null || way.hopsToSocket() == WayToListener.NONE
          ? null
          : new FoundAcceptor(thread, By.CODE, Frames.spellMethod(frame), null);
    }

    private @Nullable FoundAcceptor acceptor(Thread thread, StackTraceElement[] stack) {
      int outermost = 0;
      for (int i = stack.length - 1; i > 0 && outermost < OUTERMOST_FRAMES; i--) {
        StackTraceElement frame = stack[i];
        if (isOfServer(frame.getClassName())) {
          return new FoundAcceptor(thread, By.SERVER, Frames.spellMethod(frame), null);
        }
        if (Frames.isOutsideJdk(frame) && frame.getLineNumber() > 0) {
          outermost++;
          if (acceptsAround(frame, thread)) {
            return new FoundAcceptor(thread, By.CODE, Frames.spellMethod(frame), null);
          }
        }
      }
      return null;
    }

    private boolean acceptsAround(StackTraceElement frame, Thread thread) {
      String key = frame.toString();
      Boolean known = answers.get(key);
      if (known == null) {
        byte[] classFile = classFile(frame.getClassName(), thread);
        known = classFile != null && surrounds(classFile, frame);
        answers.put(key, known);
      }
      return known;
    }

    private boolean surrounds(byte[] classFile, StackTraceElement frame) {
      try {
        return code.surrounds(classFile, frame.getMethodName(), frame.getLineNumber());
      } catch (RuntimeException e) {
        return false;
      }
    }

    private byte @Nullable [] classFile(String name, Thread thread) {
      byte[] known = classFiles.get(name);
      if (known == null && loaded != null && classFiles.size() < CLASSES_MAX) {
        byte[] read = loaded.of(name, thread);
        known = read == null ? new byte[0] : read;
        classFiles.put(name, known);
      }
      return known == null || known.length == 0 ? null : known;
    }

    /**
     * Keeps only those whose objects lead to the listener. If there are none, keeps those that lead
     * to no other listener.
     *
     * @return whether any leads to it
     */
    private boolean keepNearest() {
      List<FoundAcceptor> nearest = new ArrayList<>();
      List<FoundAcceptor> undecided = new ArrayList<>();
      int hops = WayToListener.NONE;
      for (FoundAcceptor each : found) {
        Thread thread = each.thread();
        if (thread == null) {
          continue;
        }
        way.follow(thread);
        int its = way.hopsToSocket();
        if (its < hops) {
          nearest.clear();
          hops = its;
        }
        if (its != WayToListener.NONE && its == hops) {
          nearest.add(each);
        } else if (way.hopsToAnother() == WayToListener.NONE) {
          undecided.add(each);
        }
      }
      found.clear();
      found.addAll(nearest.isEmpty() ? undecided : nearest);
      return !nearest.isEmpty();
    }
  }

  private static boolean isOfServer(String className) {
    return className.equals(JDK_HTTP_SERVER)
        || className.equals(JETTY)
        || (className.startsWith(TOMCAT) && className.endsWith("Acceptor"));
  }
}
