package io.acceptlag.agent;

import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.agent.jmx.JmxBeans;
import io.acceptlag.agent.jvm.PlatformServer;
import io.acceptlag.agent.jvm.Sightings;
import io.acceptlag.agent.micrometer.Meters;
import io.acceptlag.agent.rehearsal.OwnJar;
import io.acceptlag.agent.view.ListenerViews;
import io.acceptlag.agent.view.OpenIncidents;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.OwnHealth;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.text.ForeignText;
import java.net.AcceptlagClassState;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Other places where the figures are shown, if this JVM has them: flight recordings, JMX,
 * Micrometer. Until it has one, none of our classes for it is loaded.
 */
final class Surfaces {
  private static final int POLLS_PER_UPDATE = 10;

  private final Runnable recordings;
  private final Supplier<FiguresSource> sources;
  private final OpenIncidents incidents;
  private final HandshakeProbe kernel;
  private final PlatformServer platform;
  private final Sightings micrometer;
  private final RunningSettings settings;
  private final OwnHealth health;
  private final BiConsumer<Severity, String> notices;
  private @Nullable ListenerViews views;
  private volatile @Nullable JmxBeans jmx;
  private volatile @Nullable Meters meters;
  private volatile boolean closed;
  private int pollsToUpdate = POLLS_PER_UPDATE;

  /**
   * @param recordings serves flight recordings
   * @param sources makes another asker of the figures
   * @param notices takes a sentence if a place cannot be served
   */
  Surfaces(
      Runnable recordings,
      Supplier<FiguresSource> sources,
      OpenIncidents incidents,
      HandshakeProbe kernel,
      PlatformServer platform,
      Sightings micrometer,
      RunningSettings settings,
      OwnHealth health,
      BiConsumer<Severity, String> notices) {
    this.recordings = recordings;
    this.sources = sources;
    this.incidents = incidents;
    this.kernel = kernel;
    this.platform = platform;
    this.micrometer = micrometer;
    this.settings = settings;
    this.health = health;
    this.notices = notices;
  }

  /** Called at each poll; checks at every tenth. */
  void poll() {
    if (--pollsToUpdate == 0) {
      pollsToUpdate = POLLS_PER_UPDATE;
      recordings.run();
      if (!closed) {
        updateOrGiveUp();
      }
    }
  }

  private void updateOrGiveUp() {
    try {
      update();
    } catch (RuntimeException | LinkageError e) {
      // For example if the jar was changed since, or if the server is a third party's.
      takeAway();
      notices.accept(
          Severity.WARN,
          "Cannot show figures in JMX or Micrometer: "
              + ForeignText.message(OwnJar.words(e))
              + "; acceptlag goes on without them");
    }
  }

  /** Takes them away, because they would show the last figures for ever as if they were current. */
  private void takeAway() {
    try {
      close();
    } catch (RuntimeException | LinkageError e) {
      // They stay.
    }
  }

  private void update() {
    // The class may be in use, even by us, long before an MBean server is made.
    if (jmx == null && platform.mayExist() && platform.find() != null) {
      jmx = new JmxBeans(platform, views(), incidents, OwnVersion.get(), settings, health);
    }
    if (meters == null && micrometer.any()) {
      meters = new Meters(micrometer, AcceptlagClassState::isInitialized, views(), this::refused);
    }
    ListenerViews shown = views;
    if (shown != null) {
      shown.update();
    }
    JmxBeans beans = jmx;
    if (beans != null) {
      beans.poll();
    }
    Meters gauges = meters;
    if (gauges != null) {
      gauges.poll();
    }
  }

  private void refused(Throwable thrown) {
    notices.accept(
        Severity.WARN,
        "Cannot show all figures in Micrometer: "
            + ForeignText.message(OwnJar.words(thrown))
            + "; what one registry refuses is in none of them");
  }

  private ListenerViews views() {
    ListenerViews shown = views;
    if (shown == null) {
      KernelSettings ports = kernel.settings();
      shown = new ListenerViews(sources.get(), ports::isLocalPort);
      views = shown;
    }
    return shown;
  }

  /** Removes everything that it has registered, within seconds. For any thread. */
  void close() {
    closed = true;
    JmxBeans beans = jmx;
    if (beans != null) {
      beans.close();
    }
    Meters gauges = meters;
    if (gauges != null) {
      gauges.close();
    }
  }
}
