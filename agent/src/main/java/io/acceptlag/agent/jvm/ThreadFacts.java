package io.acceptlag.agent.jvm;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/**
 * What Thread itself says of a thread. None of these methods is final, so that of an application's
 * class may say something else, take a lock, or count who calls.
 */
public final class ThreadFacts {
  private static volatile @Nullable ThreadFacts ofJdk;

  private final MethodHandle state;
  private final MethodHandle stack;
  private final MethodHandle interrupted;

  private ThreadFacts(MethodHandles.Lookup inThread) throws ReflectiveOperationException {
    state = own(inThread, "getState", Thread.State.class);
    stack = own(inThread, "getStackTrace", StackTraceElement[].class);
    interrupted = own(inThread, "isInterrupted", boolean.class);
  }

  private static MethodHandle own(MethodHandles.Lookup inThread, String name, Class<?> type)
      throws ReflectiveOperationException {
    // As by super: that of Thread, whatever class the thread is of.
    return inThread.findSpecial(Thread.class, name, MethodType.methodType(type), Thread.class);
  }

  /** Until then, and where that cannot be had, a thread is asked as anybody would. */
  public static void open(BaseModule base) {
    try {
      base.openTo(Object.class, "java.lang");
      ThreadFacts opened = new ThreadFacts(lookup());
      opened.rehearse();
      ofJdk = opened;
    } catch (Throwable e) {
      // Another JVM than we know.
      ofJdk = null;
    }
  }

  private static MethodHandles.Lookup lookup() throws ReflectiveOperationException {
    try {
      return (MethodHandles.Lookup)
          MethodHandles.class
              .getMethod("privateLookupIn", Class.class, MethodHandles.Lookup.class)
              .invoke(null, Thread.class, MethodHandles.lookup());
    } catch (NoSuchMethodException e) {
      // Java 8, where nothing is closed to reflection.
      Field trusted = MethodHandles.Lookup.class.getDeclaredField("IMPL_LOOKUP");
      trusted.setAccessible(true);
      return (MethodHandles.Lookup) trusted.get(null);
    }
  }

  /** In trouble there may be no memory to link a call. */
  private void rehearse() throws Throwable {
    Thread own = Thread.currentThread();
    Thread.State its = (Thread.State) state.invokeExact(own);
    StackTraceElement[] frames = (StackTraceElement[]) stack.invokeExact(own);
    boolean flag = (boolean) interrupted.invokeExact(own);
    if (its != Thread.State.RUNNABLE || frames.length == 0 || flag != own.isInterrupted()) {
      throw new IllegalStateException();
    }
  }

  static Thread.State state(Thread thread) {
    ThreadFacts known = ofJdk;
    if (known == null || isOfJdk(thread)) {
      return thread.getState();
    }
    try {
      return (Thread.State) known.state.invokeExact(thread);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  static StackTraceElement[] stack(Thread thread) {
    ThreadFacts known = ofJdk;
    if (known == null || isOfJdk(thread)) {
      return thread.getStackTrace();
    }
    try {
      return (StackTraceElement[]) known.stack.invokeExact(thread);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** That of a virtual thread is kept by Thread as well, from Java 19 on. */
  public static boolean isInterrupted(Thread thread) {
    ThreadFacts known = ofJdk;
    if (known == null) {
      return isOfJdk(thread) && thread.isInterrupted();
    }
    try {
      return (boolean) known.interrupted.invokeExact(thread);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /** Virtual ones are, and have methods of their own. */
  private static boolean isOfJdk(Thread thread) {
    return thread.getClass().getClassLoader() == null;
  }
}
