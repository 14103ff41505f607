package io.acceptlag.agent.jvm;

import java.lang.reflect.Field;
import java.net.AcceptlagFields;
import org.jspecify.annotations.Nullable;

/**
 * The number by which the JVM's beans know a thread. {@link Thread#getId} is not final, so an
 * application may override it and return another thread's number, or none. (threadId() is final,
 * but exists only from Java 19 on.)
 */
final class ThreadIds {
  private static final @Nullable Field ID = field();

  private ThreadIds() {}

  static long of(Thread thread) {
    if (ID != null && thread.getClass().getClassLoader() != null) {
      long id = read(thread, ID);
      if (id > 0) {
        return id;
      }
    }
    return thread.getId();
  }

  private static long read(Thread thread, Field id) {
    try {
      return AcceptlagFields.longNumber(thread, id, -1);
    } catch (Throwable e) {
      return -1;
    }
  }

  private static @Nullable Field field() {
    try {
      return Thread.class.getDeclaredField("tid");
    } catch (NoSuchFieldException | RuntimeException e) {
      return null;
    }
  }
}
