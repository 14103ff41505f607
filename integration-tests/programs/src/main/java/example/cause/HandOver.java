package example.cause;

import java.net.Socket;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The acceptor hands visitors to two workers: "queue", by a bounded queue from which threads of its
 * own take; "retry", by the same, asking again and again whether it has room; "pooled", by one from
 * which tasks of a pool take, while another thread measures it; "permit", by a pool that takes a
 * visitor for each permit; "future", by waiting for a result that a pool with much other work is to
 * bring; or "limit", by asking such a pool whether a thread of it is free.
 */
final class HandOver implements Trouble {
  private static final int WORKERS = 2;

  /** They last longer than any test. */
  private static final int OTHER_TASKS = 100;

  private final BlockingQueue<Socket> queue = new ArrayBlockingQueue<>(WORKERS);
  private final Semaphore permits = new Semaphore(WORKERS);
  private final ExecutorService pool =
      Executors.newCachedThreadPool(task -> daemon(task, "shop-worker"));
  private final ThreadPoolExecutor fewThreads =
      (ThreadPoolExecutor)
          Executors.newFixedThreadPool(WORKERS, task -> daemon(task, "shop-worker"));
  private final boolean byFuture;
  private final boolean byLimit;
  private final boolean byPool;
  private final boolean byQueue;
  private final boolean retries;
  private final long workMillis;
  private volatile boolean begun;

  HandOver(String way, long workMillis) {
    byFuture = way.equals("future");
    byLimit = way.equals("limit");
    retries = way.equals("retry");
    byPool = way.equals("pooled");
    byQueue = retries || byPool || way.equals("queue");
    this.workMillis = workMillis;
  }

  @Override
  public void start() {
    for (int i = 0; byQueue && i < WORKERS; i++) {
      if (byPool) {
        fewThreads.execute(this::takeAll);
      } else {
        daemon(this::takeAll, "shop-worker-" + i).start();
      }
    }
    if (byPool) {
      BlockingQueue<Socket> measured = queue;
      daemon(() -> measure(measured), "queue-monitor").start();
    }
  }

  private static void measure(BlockingQueue<Socket> queue) {
    try {
      while (queue.remainingCapacity() <= WORKERS) {
        Thread.sleep(1000);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void begin() {
    begun = true;
  }

  @Override
  public void meet(Socket connection) throws InterruptedException {
    if (byFuture) {
      for (int i = 0; i < OTHER_TASKS && begun; i++) {
        fewThreads.execute(this::serve);
      }
      CompletableFuture.supplyAsync(() -> connection, fewThreads).thenAccept(each -> {}).join();
      return;
    }
    if (byLimit) {
      while (fewThreads.getActiveCount() + fewThreads.getQueue().size() >= WORKERS) {
        Thread.sleep(20);
      }
      fewThreads.execute(this::serve);
      return;
    }
    if (retries) {
      while (!queue.offer(connection)) {
        Thread.sleep(20);
      }
      return;
    }
    if (byQueue) {
      queue.put(connection);
      return;
    }
    permits.acquire();
    pool.execute(
        () -> {
          serve();
          permits.release();
        });
  }

  private void takeAll() {
    try {
      while (true) {
        queue.take();
        serve();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void serve() {
    try {
      // As of an order at a slow supplier.
      Thread.sleep(begun ? workMillis : 0);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void end() {
    begun = false;
  }
}
