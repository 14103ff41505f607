package io.acceptlag.agent.jvm;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.AcceptlagFields;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What objects refer to, by their fields. Use an instance for one judgement only, because it holds
 * their classes.
 *
 * <p>When a class is asked for its fields, the JVM resolves their types by the loader of that
 * class. If the loader is the application's own, that could run its code. So fields are read only
 * of three kinds of classes: those with a loader of the JDK; lambdas, whose types were resolved
 * when they were made; and classes of a few servers, which have used all their fields by the time
 * their threads run.
 */
class ObjectFields {
  private static final Field[] NONE = {};

  private static final String[] SERVERS = {
    "org.apache.tomcat.util.threads.",
    "org.apache.tomcat.util.net.",
    "org.apache.catalina.core.StandardThreadExecutor",
    "org.eclipse.jetty.util.thread.",
    "org.jboss.threads.",
    "org.xnio.",
    "org.glassfish.grizzly.threadpool.",
    "kotlinx.coroutines.scheduling.",
  };

  private static final String[] LOADERS = {"jdk.internal.loader.", "sun.misc.Launcher$"};

  private final IdentityHashMap<Class<?>, Field[]> references = new IdentityHashMap<>();

  /** Whether one of its fields refers to that very object. */
  boolean refersTo(Object from, Object to) {
    for (Object value : values(from)) {
      // By identity, because equals would be the application's.
      if (value == to) {
        return true;
      }
    }
    return false;
  }

  /** What its fields refer to, including those of its superclasses. */
  List<Object> values(Object from) {
    List<Object> values = new ArrayList<>();
    for (Class<?> type = from.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : references(type)) {
        Object value = reference(from, field);
        if (value != null) {
          values.add(value);
        }
      }
    }
    return values;
  }

  /** Null if it has no such field, or if that is null. */
  @Nullable Object named(Object from, String name) {
    for (Class<?> type = from.getClass(); type != null; type = type.getSuperclass()) {
      for (Field field : references(type)) {
        if (field.getName().equals(name)) {
          return reference(from, field);
        }
      }
    }
    return null;
  }

  /** -1 if it has no such field. */
  int number(Object from, String name) {
    for (Class<?> type = from.getClass(); type != null; type = type.getSuperclass()) {
      if (isReadable(type)) {
        int number = number(from, type, name);
        if (number >= 0) {
          return number;
        }
      }
    }
    return -1;
  }

  /**
   * @param declaring a class of the JDK's, which the object is of
   */
  static int number(Object from, Class<?> declaring, String name) {
    try {
      Field field = declaring.getDeclaredField(name);
      return field.getType() == int.class ? AcceptlagFields.number(from, field, -1) : -1;
    } catch (Throwable e) {
      return -1;
    }
  }

  /**
   * @param declaring a class of the JDK's, which the object is of
   */
  static @Nullable Object ofJdk(Object from, Class<?> declaring, String name) {
    try {
      return AcceptlagFields.reference(from, declaring.getDeclaredField(name));
    } catch (Throwable e) {
      return null;
    }
  }

  private static @Nullable Object reference(Object from, Field field) {
    try {
      return AcceptlagFields.reference(from, field);
    } catch (Throwable e) {
      return null;
    }
  }

  private Field[] references(Class<?> type) {
    Field[] known = references.get(type);
    if (known == null) {
      known = isReadable(type) ? ask(type) : NONE;
      references.put(type, known);
    }
    return known;
  }

  private static Field[] ask(Class<?> type) {
    List<Field> found = new ArrayList<>();
    try {
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          found.add(field);
        }
      }
    } catch (RuntimeException | LinkageError e) {
      // The type of a field is not on the class path; the object gets along without it.
      return NONE;
    }
    return found.toArray(new Field[0]);
  }

  private static boolean isReadable(Class<?> type) {
    String name = type.getName();
    ClassLoader loader = type.getClassLoader();
    if (loader == null) {
      // Of the JDK's HttpServer on Java 8; newer ones load it by one of LOADERS.
      return name.startsWith("java.util.concurrent.")
          || name.startsWith("sun.net.httpserver.")
          || name.contains("$$Lambda");
    }
    return name.contains("$$Lambda")
        || startsWithAny(loader.getClass().getName(), LOADERS)
        || startsWithAny(name, SERVERS);
  }

  private static boolean startsWithAny(String name, String[] prefixes) {
    for (String prefix : prefixes) {
      if (name.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
