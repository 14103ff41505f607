package io.acceptlag.agent.jmx;

import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.agent.jvm.PlatformServer;
import io.acceptlag.agent.threads.Daemon;
import io.acceptlag.agent.view.ListenerName;
import io.acceptlag.agent.view.ListenerViews;
import io.acceptlag.agent.view.OpenIncidents;
import io.acceptlag.core.report.OwnHealth;
import java.util.Collections;
import java.util.Set;
import javax.management.MBeanServer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps an MXBean for each listener, and one of the agent, in the platform's MBean server; not
 * before the application or the JVM has made that. To register takes tens of milliseconds the first
 * time, and runs what others have put into the server, so it is done on a thread of its own. Polled
 * by one thread.
 */
public final class JmxBeans {
  private static final long CLOSE_MILLIS = 2000;

  private final PlatformServer platform;
  private final ListenerViews views;
  private final OpenIncidents incidents;
  private final AgentBean agent;
  private volatile @Nullable RegisteredBeans beans;
  private Set<ListenerName> followed = Collections.emptySet();
  private @Nullable Thread worker;
  private volatile boolean closed;

  public JmxBeans(
      PlatformServer platform,
      ListenerViews views,
      OpenIncidents incidents,
      String version,
      RunningSettings settings,
      OwnHealth health) {
    this.platform = platform;
    this.views = views;
    this.incidents = incidents;
    agent = new AgentBean(version, settings, health);
  }

  /** To be called once a second or so, after the views were updated. */
  public void poll() {
    if (closed || (worker != null && worker.isAlive())) {
      return;
    }
    RegisteredBeans present = beans;
    if (present == null) {
      MBeanServer server = (MBeanServer) platform.find();
      if (server == null) {
        return;
      }
      present = new RegisteredBeans(server, views, incidents, agent);
      beans = present;
      start(present, views.views().keySet());
    } else if (!followed.equals(views.views().keySet())) {
      start(present, views.views().keySet());
    }
  }

  private void start(RegisteredBeans present, Set<ListenerName> names) {
    followed = names;
    worker =
        started(
            () -> {
              try {
                present.follow(names);
                if (closed) {
                  present.close();
                }
              } catch (Throwable e) {
                // It is not shown in JMX then; whoever looks there sees that.
              }
            });
  }

  /** Takes all beans away, within two seconds. For any thread, once. */
  public void close() {
    closed = true;
    RegisteredBeans present = beans;
    if (present == null) {
      return;
    }
    Thread closing =
        started(
            () -> {
              try {
                present.close();
              } catch (Throwable e) {
                // They stay, and show nothing any more.
              }
            });
    try {
      closing.join(CLOSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread started(Runnable work) {
    Thread thread = Daemon.of(work, "acceptlag-jmx");
    thread.start();
    return thread;
  }
}
