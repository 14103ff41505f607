package io.acceptlag.agent.jvm;

import io.acceptlag.core.evidence.Registration;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import org.jspecify.annotations.Nullable;

/**
 * Whether a channel of the JDK is registered for accept, by its selection keys. They are read from
 * the channel's field, because {@code keyFor} and {@code isRegistered} take a lock that a
 * registering thread holds. The interest of a key is a volatile field on every JDK, and reading it
 * takes no lock.
 */
final class SelectionKeys {
  private static final String CHANNEL = "sun.nio.ch.ServerSocketChannelImpl";
  private static final String KEY = "sun.nio.ch.SelectionKeyImpl";

  private final MethodHandle keys;

  private SelectionKeys(MethodHandle keys) {
    this.keys = keys;
  }

  /** Null if they cannot be read. */
  static @Nullable SelectionKeys open(BaseModule base) {
    try {
      base.openTo(Object.class, "java.nio.channels.spi");
      Class<?> channel =
          Class.forName("java.nio.channels.spi.AbstractSelectableChannel", false, null);
      Field field = channel.getDeclaredField("keys");
      field.setAccessible(true);
      SelectionKeys opened =
          new SelectionKeys(
              MethodHandles.lookup()
                  .unreflectGetter(field)
                  .asType(MethodType.methodType(SelectionKey[].class, Object.class)));
      opened.rehearse();
      return opened;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return null;
    }
  }

  /** Links the call now, because in trouble there may be no memory for that. */
  private void rehearse() {
    try {
      keysOf(new Object());
    } catch (ClassCastException expected) {
      // It is linked even so.
    }
  }

  Registration of(Object listener) {
    if (!isOfJdk(listener, CHANNEL)) {
      return Registration.UNKNOWN;
    }
    SelectionKey[] all = keysOf(listener);
    Registration found = Registration.NOWHERE;
    for (int i = 0; all != null && i < all.length; i++) {
      SelectionKey key = all[i];
      if (key != null && !isOfJdk(key, KEY)) {
        return Registration.UNKNOWN;
      }
      if (key != null && key.isValid()) {
        if (isForAccept(key)) {
          return Registration.FOR_ACCEPT;
        }
        found = Registration.NOT_FOR_ACCEPT;
      }
    }
    return found;
  }

  private static boolean isForAccept(SelectionKey key) {
    try {
      return (key.interestOps() & SelectionKey.OP_ACCEPT) != 0;
    } catch (CancelledKeyException e) {
      return false;
    }
  }

  /** Another object, of a custom selector provider, is the application's. */
  private static boolean isOfJdk(Object object, String className) {
    Class<?> type = object.getClass();
    return type.getClassLoader() == null && type.getName().equals(className);
  }

  private SelectionKey @Nullable [] keysOf(Object channel) {
    try {
      return (SelectionKey[]) keys.invokeExact(channel);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }
}
