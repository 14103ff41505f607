package io.acceptlag.agent.demo;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Clients, each on a connection of its own. Once let in, they come at a fixed rate, whatever
 * happened to those before.
 */
final class Clients implements Closeable {
  static final int PER_SECOND = 40;

  /** The demo ends before this many have come; more would mean that something is badly wrong. */
  private static final int COUNT_MAX = 40 * PER_SECOND;

  /**
   * Not a divisor of 1 s, so that SYNs sent again after 1 s do not meet other clients' first ones.
   */
  private static final long GAP_NANOS = TimeUnit.MICROSECONDS.toNanos(25_300);

  private final InetSocketAddress server;
  private final Selector selector;
  private final Thread thread = new Thread(this::run, "clients");
  private final List<Client> all = new ArrayList<>();

  private boolean coming;
  private volatile boolean closed;
  private @Nullable Client report;
  private boolean reportWanted;
  private boolean oneWanted;

  Clients(InetSocketAddress server) throws IOException {
    this.server = server;
    selector = Selector.open();
    thread.setDaemon(true);
    thread.start();
  }

  /** One client comes. */
  synchronized void sendOne() {
    oneWanted = true;
  }

  /** Lets clients come from now on; those that came before are forgotten. */
  synchronized void letIn() {
    all.clear();
    coming = true;
  }

  /** The next client asks for /report. */
  synchronized void askForReport() {
    reportWanted = true;
  }

  synchronized boolean isReportDone() {
    return report != null && report.isOver();
  }

  /** No more clients come; those that are there stay. */
  synchronized void stopComing() {
    coming = false;
  }

  synchronized boolean areServed() {
    return !oneWanted && all.stream().allMatch(Client::isOver);
  }

  /** All but the one who asks for the report. */
  synchronized List<Client> customers() {
    List<Client> customers = new ArrayList<>(all);
    customers.remove(report);
    return customers;
  }

  private void run() {
    try {
      serve();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve() throws IOException {
    long nextNanos = System.nanoTime();
    while (!closed) {
      long leftNanos = nextNanos - System.nanoTime();
      if (leftNanos <= 0) {
        if (isNextWanted()) {
          next().connect(server, selector);
        }
        // From now, not from when it was due: a late client must not bring a burst of others.
        nextNanos = System.nanoTime() + GAP_NANOS;
        continue;
      }
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(leftNanos)));
      for (SelectionKey key : selector.selectedKeys()) {
        if (key.attachment() instanceof Client) {
          ((Client) key.attachment()).ready(key);
        }
      }
      selector.selectedKeys().clear();
    }
  }

  private synchronized boolean isNextWanted() {
    return coming || oneWanted;
  }

  private synchronized Client next() {
    oneWanted = false;
    Client client = new Client(reportWanted ? "/report" : "/");
    if (reportWanted) {
      reportWanted = false;
      report = client;
    }
    all.add(client);
    coming &= all.size() < COUNT_MAX;
    return client;
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    selector.close();
    for (Client client : customers()) {
      client.close();
    }
  }
}
