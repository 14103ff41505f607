package io.acceptlag.agent.micrometer;

import io.acceptlag.agent.jvm.Sightings;
import io.acceptlag.agent.view.ListenerView;
import io.acceptlag.agent.view.ListenerViews;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps meters of each listener in every global registry of Micrometer that the application uses,
 * not before it uses it. Registering runs what the application has put into its registry, so it is
 * done on a thread of its own. Nothing of the application's is held but weakly. Polled by one
 * thread.
 */
public final class Meters {
  /** Micrometer's, whose loading shows that the application may use it. */
  public static final String LANDMARK = "io.micrometer.core.instrument.Metrics";

  private static final long CLOSE_MILLIS = 2000;

  private final Sightings sightings;
  private final Predicate<Class<?>> isInitialized;
  private final ListenerViews views;
  private final Consumer<Throwable> firstRefusal;
  private final AtomicBoolean refusalReported = new AtomicBoolean();
  private final List<Place> places = new ArrayList<>();
  private @Nullable Thread worker;
  private volatile boolean closed;

  /**
   * @param isInitialized whether a class has been, found out without doing so
   * @param firstRefusal takes what the application's registry throws first, from any thread
   */
  public Meters(
      Sightings sightings,
      Predicate<Class<?>> isInitialized,
      ListenerViews views,
      Consumer<Throwable> firstRefusal) {
    this.sightings = sightings;
    this.isInitialized = isInitialized;
    this.views = views;
    this.firstRefusal = firstRefusal;
  }

  /** To be called once a second or so, after the views were updated. */
  public void poll() {
    if (closed || (worker != null && worker.isAlive())) {
      return;
    }
    for (WeakReference<ClassLoader> seen = sightings.take();
        seen != null;
        seen = sightings.take()) {
      addPlace(seen);
    }
    places.removeIf(place -> place.loader.get() == null);
    if (places.isEmpty()) {
      return;
    }
    Set<Meter> wanted = wanted();
    for (Place place : places) {
      if (place.isDue(wanted)) {
        worker = daemon(() -> follow(place, wanted));
        return;
      }
    }
  }

  /** A class may be seen twice. */
  private void addPlace(WeakReference<ClassLoader> seen) {
    ClassLoader loader = seen.get();
    for (Place place : places) {
      if (place.loader.get() == loader) {
        return;
      }
    }
    places.add(new Place(seen));
  }

  /** Those whose figure is known. */
  private Set<Meter> wanted() {
    Set<Meter> wanted = new HashSet<>();
    for (ListenerView view : views.views().values()) {
      for (Series series : Series.known(view)) {
        wanted.add(new Meter(views, view.host, view.port, series));
      }
    }
    return wanted;
  }

  private void follow(Place place, Set<Meter> wanted) {
    try {
      MeterSet set = place.set.get();
      if (set == null) {
        set = found(place);
        place.set = new WeakReference<>(set);
      }
      if (set != null) {
        place.followed = keys(wanted);
        set.follow(wanted);
        if (closed) {
          set.close();
        }
      }
    } catch (Throwable e) {
      // Not the Micrometer that we know, or its loader is closed. It is tried again, less and less.
    }
  }

  /** The same without what holds the application's classes. */
  private Set<Meter> keys(Set<Meter> wanted) {
    Set<Meter> keys = new HashSet<>();
    for (Meter meter : wanted) {
      keys.add(new Meter(views, meter.host, meter.port, meter.series));
    }
    return keys;
  }

  private @Nullable MeterSet found(Place place) throws ReflectiveOperationException {
    ClassLoader loader = place.loader.get();
    if (loader == null) {
      return null;
    }
    Class<?> metrics = Class.forName(LANDMARK, false, loader);
    return isInitialized.test(metrics) ? MeterSet.of(metrics, this::refused) : null;
  }

  /** It may be so with each meter. */
  private void refused(Throwable thrown) {
    if (refusalReported.compareAndSet(false, true)) {
      firstRefusal.accept(thrown);
    }
  }

  /** Takes all meters away, within two seconds. For any thread, once. */
  public void close() {
    closed = true;
    List<MeterSet> sets = new ArrayList<>();
    for (Place place : new ArrayList<>(places)) {
      MeterSet set = place.set.get();
      if (set != null) {
        sets.add(set);
      }
    }
    if (sets.isEmpty()) {
      return;
    }
    Thread closing = daemon(() -> sets.forEach(MeterSet::close));
    try {
      closing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "acceptlag-meters");
    thread.setDaemon(true);
    thread.setContextClassLoader(Meters.class.getClassLoader());
    thread.start();
    return thread;
  }

  /** A copy of Micrometer. */
  private static final class Place {
    private static final int POLLS_BETWEEN_TRIES_MAX = 16;

    final WeakReference<ClassLoader> loader;

    // Written by the worker, while nobody else reads them.
    volatile WeakReference<MeterSet> set = new WeakReference<>(null);
    volatile Set<Meter> followed = new HashSet<>();

    private int pollsBetweenTries = 1;
    private int pollsToTry = 1;

    Place(WeakReference<ClassLoader> loader) {
      this.loader = loader;
    }

    /** At once where it is in use and others are wanted; else now and then, until it is in use. */
    boolean isDue(Set<Meter> wanted) {
      // Where all are refused nothing holds the set, and they would be refused again.
      if (set.get() != null || !followed.isEmpty()) {
        return !wanted.equals(followed);
      }
      if (--pollsToTry > 0 || wanted.isEmpty()) {
        return false;
      }
      pollsBetweenTries = Math.min(2 * pollsBetweenTries, POLLS_BETWEEN_TRIES_MAX);
      pollsToTry = pollsBetweenTries;
      return true;
    }
  }
}
