package io.acceptlag.agent.micrometer;

import io.acceptlag.agent.jvm.Sightings;
import io.acceptlag.agent.threads.Daemon;
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
 * Keeps meters of each listener in every global registry of Micrometer, once the application uses
 * it. Registering runs code that the application has put into its registry, so it is done on a
 * thread of its own. The application's objects are held only weakly. Polled by one thread.
 */
public final class Meters {
  /** A class of Micrometer whose loading shows that the application may use it. */
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
   * @param isInitialized says whether a class has been initialised, without initialising it
   * @param firstRefusal takes the first exception of the application's registry, from any thread
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

  /** Called about once a second, after the views were updated. */
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
        worker = started(() -> follow(place, wanted));
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

  /** The meters whose figure is known. */
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
      // An unknown version of Micrometer, or its loader is closed. It is tried again, ever less
      // often.
    }
  }

  /** Equal meters that do not refer to the application's classes. */
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

  /** Reports only the first refusal, because every meter may be refused. */
  private void refused(Throwable thrown) {
    if (refusalReported.compareAndSet(false, true)) {
      firstRefusal.accept(thrown);
    }
  }

  /** Removes all meters, within two seconds. For any thread, once. */
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
    Thread closing = started(() -> sets.forEach(MeterSet::close));
    try {
      closing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread started(Runnable work) {
    Thread thread = Daemon.of(work, "acceptlag-meters");
    thread.start();
    return thread;
  }

  /** A copy of Micrometer. */
  private static final class Place {
    private static final int POLLS_BETWEEN_TRIES_MAX = 16;

    final WeakReference<ClassLoader> loader;

    // Written by the worker, while no other thread reads them.
    volatile WeakReference<MeterSet> set = new WeakReference<>(null);
    volatile Set<Meter> followed = new HashSet<>();

    private int pollsBetweenTries = 1;
    private int pollsToTry = 1;

    Place(WeakReference<ClassLoader> loader) {
      this.loader = loader;
    }

    /**
     * At once if it is in use and other meters are wanted; otherwise now and then, until it is in
     * use.
     */
    boolean isDue(Set<Meter> wanted) {
      // If all were refused, nothing refers to the set, and they would be refused again.
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
