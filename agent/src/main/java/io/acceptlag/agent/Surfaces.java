package io.acceptlag.agent;

import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.agent.jmx.JmxBeans;
import io.acceptlag.agent.jvm.PlatformServer;
import io.acceptlag.agent.view.ListenerViews;
import io.acceptlag.core.handshake.HandshakeProbe;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.OwnHealth;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where else the figures stand, if there is such a place in this JVM: JMX. */
final class Surfaces {
  private static final int POLLS_PER_UPDATE = 10;

  private final Supplier<FiguresSource> sources;
  private final HandshakeProbe kernel;
  private final JmxBeans jmx;
  private @Nullable ListenerViews views;
  private int pollsToUpdate = POLLS_PER_UPDATE;

  /**
   * @param sources makes one more asker of the figures
   */
  Surfaces(
      Supplier<FiguresSource> sources,
      HandshakeProbe kernel,
      PlatformServer platform,
      RunningSettings settings,
      OwnHealth health) {
    this.sources = sources;
    this.kernel = kernel;
    jmx = new JmxBeans(platform, this::views, OwnVersion.get(), settings, health);
  }

  /** To be called at each poll; looks at every tenth. */
  void poll() {
    if (--pollsToUpdate == 0) {
      pollsToUpdate = POLLS_PER_UPDATE;
      ListenerViews shown = views;
      if (shown != null) {
        shown.update();
      }
      jmx.poll();
    }
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

  void close() {
    jmx.close();
  }
}
