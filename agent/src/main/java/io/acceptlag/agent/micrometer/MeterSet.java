package io.acceptlag.agent.micrometer;

import static java.util.Objects.requireNonNull;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Our meters in the global registry of one copy of Micrometer, called by reflection because its
 * classes are the application's. Only our meters there refer to this object, so it goes with their
 * class loader.
 */
final class MeterSet {
  private static final String PACKAGE = "io.micrometer.core.instrument.";
  private static final String METER = PACKAGE + "Meter";

  private final ClassLoader loader;
  private final Object registry;
  private final Class<?> registryType;
  private final Consumer<Throwable> refusals;
  private final Map<Meter, @Nullable Object> registered = new HashMap<>();

  private MeterSet(ClassLoader loader, Object registry, Consumer<Throwable> refusals)
      throws ReflectiveOperationException {
    this.loader = loader;
    this.registry = registry;
    this.refusals = refusals;
    registryType = type(PACKAGE + "MeterRegistry");
  }

  /**
   * Null while the global registry is empty and so shows nothing.
   *
   * @param metrics Micrometer's class Metrics, initialised
   * @param refusals takes what a registry has thrown
   */
  static @Nullable MeterSet of(Class<?> metrics, Consumer<Throwable> refusals)
      throws ReflectiveOperationException {
    Field global = metrics.getField("globalRegistry");
    Object registry = requireNonNull(global.get(null));
    Collection<?> members =
        (Collection<?>) registry.getClass().getMethod("getRegistries").invoke(registry);
    return members.isEmpty() ? null : new MeterSet(metrics.getClassLoader(), registry, refusals);
  }

  /** Registers what is missing, and removes what is gone. */
  synchronized void follow(Set<Meter> wanted) {
    for (Meter meter : new HashSet<>(registered.keySet())) {
      if (!wanted.contains(meter)) {
        remove(meter, registered.remove(meter));
      }
    }
    for (Meter meter : wanted) {
      if (!registered.containsKey(meter)) {
        meter.belongTo(this);
        registered.put(meter, register(meter));
      }
    }
  }

  synchronized void close() {
    registered.forEach(this::remove);
    registered.clear();
  }

  /** Null if it is refused; it is not tried again. */
  private @Nullable Object register(Meter meter) {
    try {
      Series series = meter.series;
      if (series.isTimer()) {
        ToDoubleFunction<Object> sum = itself -> meter.sumMillis();
        Object builder =
            type(PACKAGE + "FunctionTimer")
                .getMethod(
                    "builder",
                    String.class,
                    Object.class,
                    ToLongFunction.class,
                    ToDoubleFunction.class,
                    TimeUnit.class)
                .invoke(null, series.key, meter, meter, sum, TimeUnit.MILLISECONDS);
        return register(meter, builder, "FunctionTimer", null);
      }
      String kind = series.counter ? "FunctionCounter" : "Gauge";
      Object builder =
          type(PACKAGE + kind)
              .getMethod("builder", String.class, Object.class, ToDoubleFunction.class)
              .invoke(null, series.key, meter, meter);
      return register(meter, builder, kind, series.unit);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError refused) {
      // One of the registries or a filter refuses it, or Micrometer is older than 1.0.
      withdraw(meter);
      Throwable thrown = refused.getCause();
      refusals.accept(thrown == null ? refused : thrown);
      return null;
    }
  }

  private Object register(Meter meter, Object builder, String kind, @Nullable String unit)
      throws ReflectiveOperationException {
    Class<?> type = type(PACKAGE + kind + "$Builder");
    type.getMethod("tags", String[].class).invoke(builder, (Object) tags(meter));
    type.getMethod("description", String.class).invoke(builder, meter.series.description);
    if (unit != null) {
      type.getMethod("baseUnit", String.class).invoke(builder, unit);
    }
    return requireNonNull(type.getMethod("register", registryType).invoke(builder, registry));
  }

  private static String[] tags(Meter meter) {
    List<String> tags = new ArrayList<>();
    Collections.addAll(tags, "network.local.address", meter.host, "network.local.port", meter.port);
    String tag = meter.series.tag;
    if (tag != null) {
      Collections.addAll(tags, tag, String.valueOf(meter.series.tagValue));
    }
    return tags.toArray(new String[0]);
  }

  private void remove(Meter meter, @Nullable Object shown) {
    if (shown != null) {
      try {
        registryType.getMethod("remove", type(METER)).invoke(registry, shown);
      } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
        withdraw(meter);
      }
    }
  }

  /**
   * Removes a meter from every member. The global registry passes a meter to its members one by
   * one, and stops if one of them throws. Those before it would otherwise keep the meter for ever.
   */
  private void withdraw(Meter meter) {
    try {
      withdrawFrom(registry, meter);
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      // They keep it, and it shows its last value.
    }
  }

  private void withdrawFrom(Object composite, Meter meter) throws ReflectiveOperationException {
    Class<?> compositeType = type(PACKAGE + "composite.CompositeMeterRegistry");
    Method remove = registryType.getMethod("remove", type(METER));
    for (Object member :
        (Collection<?>) compositeType.getMethod("getRegistries").invoke(composite)) {
      if (compositeType.isInstance(member)) {
        withdrawFrom(member, meter);
      } else {
        for (Object left : (Collection<?>) registryType.getMethod("getMeters").invoke(member)) {
          if (is(left, meter)) {
            remove.invoke(member, left);
          }
        }
      }
    }
  }

  /** Filters may have added a prefix to its name, and further tags. */
  private boolean is(Object left, Meter meter) throws ReflectiveOperationException {
    Class<?> idType = type(METER + "$Id");
    Object id = type(METER).getMethod("getId").invoke(left);
    String name = (String) idType.getMethod("getName").invoke(id);
    boolean same = name.endsWith(meter.series.key);
    Method tag = idType.getMethod("getTag", String.class);
    String[] tags = tags(meter);
    for (int i = 0; same && i < tags.length; i += 2) {
      same = tags[i + 1].equals(tag.invoke(id, tags[i]));
    }
    return same;
  }

  private Class<?> type(String name) throws ClassNotFoundException {
    return Class.forName(name, true, loader);
  }
}
