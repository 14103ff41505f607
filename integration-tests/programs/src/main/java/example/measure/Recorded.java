package example.measure;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What the agent has recorded of one listener, read by reflection: the agent itself tells sums
 * only, and the tests want to know each wait. The names of the agent's fields are in here and
 * nowhere else.
 */
final class Recorded {
  private static final long READY_BOUND_NANOS = 20_000_000_000L;

  private final Object listener;
  private final Object waits;

  private Recorded(Object listener) throws ReflectiveOperationException {
    this.listener = listener;
    waits = call(listener, "waits");
  }

  /** Waits until accepts are recorded, which begins a moment after main. */
  static void awaitAgent() throws Exception {
    long start = System.nanoTime();
    while (receiver() == null) {
      if (System.nanoTime() - start > READY_BOUND_NANOS) {
        throw new IllegalStateException("the agent is not ready");
      }
      Thread.sleep(1);
    }
  }

  /**
   * @param owner a ServerSocket or a channel that has begun to listen since the agent is ready
   */
  static Recorded of(Object owner) throws ReflectiveOperationException {
    Object pages = field(field(recorder(), "listeners"), "pages");
    AtomicReferenceArray<?> table = (AtomicReferenceArray<?>) pages;
    for (int i = 0; i < table.length(); i++) {
      AtomicReferenceArray<?> page = (AtomicReferenceArray<?>) table.get(i);
      for (int slot = 0; page != null && slot < page.length(); slot++) {
        Object listener = page.get(slot);
        if (listener != null && call(listener, "owner") == owner) {
          return new Recorded(listener);
        }
      }
    }
    throw new IllegalStateException("the agent does not know " + owner);
  }

  /** The loader of the agent's own classes. */
  static ClassLoader agentLoader() throws ReflectiveOperationException {
    return receiver().getClass().getClassLoader();
  }

  int fd() throws ReflectiveOperationException {
    return (int) call(listener, "fd");
  }

  long accepted() throws ReflectiveOperationException {
    return (long) call(listener, "accepted");
  }

  /** Milliseconds of all waits together: what one more accept adds to it is that one's wait. */
  long waitSumMillis() throws ReflectiveOperationException {
    return (long) call(waits, "sumMillis");
  }

  long delayed() throws ReflectiveOperationException {
    return (long) call(listener, "delayed");
  }

  long unmeasured() throws ReflectiveOperationException {
    return (long) call(listener, "unmeasured");
  }

  /** Accepts whose client had left. */
  long abandoned() throws ReflectiveOperationException {
    return (long) call(call(listener, "goneClients"), "all");
  }

  /** Accepts whose SYN-ACK had been sent again. */
  long handshakeDelayed() throws ReflectiveOperationException {
    return (long) call(listener, "handshakeDelayed");
  }

  /** The slow accept described last, of whatever listener; null before the first. */
  static Slow lastSlow() throws ReflectiveOperationException {
    Object ring = field(recorder(), "slowAccepts");
    long written = ((AtomicLong) field(ring, "nextToWrite")).get();
    if (written == 0) {
      return null;
    }
    Object[] slots = (Object[]) field(ring, "slots");
    Object client = call(slots[(int) (written - 1) % slots.length], "client");
    return new Slow(
        written,
        (int) field(client, "port"),
        (int) field(client, "queueLength"),
        (int) field(client, "queueLimit"));
  }

  /** A slow accept's surroundings. */
  static final class Slow {
    /** Which one it is, counted from 1. */
    final long number;

    final int clientPort;
    final int queueLength;
    final int queueLimit;

    Slow(long number, int clientPort, int queueLength, int queueLimit) {
      this.number = number;
      this.clientPort = clientPort;
      this.queueLength = queueLength;
      this.queueLimit = queueLimit;
    }
  }

  private static Object receiver() throws ReflectiveOperationException {
    return Class.forName("java.net.AcceptlagHook", true, null).getField("receiver").get(null);
  }

  private static Object recorder() throws ReflectiveOperationException {
    return field(receiver(), "recorder");
  }

  private static Object field(Object object, String name) throws ReflectiveOperationException {
    Field field = object.getClass().getDeclaredField(name);
    return accessible(field).get(object);
  }

  private static Object call(Object object, String name) throws ReflectiveOperationException {
    for (Class<?> type = object.getClass(); type != null; type = type.getSuperclass()) {
      for (Method each : type.getDeclaredMethods()) {
        if (each.getName().equals(name) && each.getParameterCount() == 0) {
          return accessible(each).invoke(object);
        }
      }
    }
    throw new NoSuchMethodException(object.getClass() + "." + name);
  }

  private static <T extends AccessibleObject> T accessible(T member) {
    member.setAccessible(true);
    return member;
  }
}
