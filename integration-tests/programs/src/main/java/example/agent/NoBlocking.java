package example.agent;

import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A servlet's program where a thread may not block: BlockHound, whose jar the property names, says
 * so on standard output. It is installed from main, as its users do: under -javaagent it knows no
 * threads but Reactor's.
 */
public final class NoBlocking {
  private static final String MAY_NOT = "may-not-block";

  private NoBlocking() {}

  public static void main(String[] args) throws Exception {
    Function<Predicate<Thread>, Predicate<Thread>> threads =
        others -> thread -> thread.getName().equals(MAY_NOT);
    // Neither prints nor takes a lock, because that blocks too.
    AtomicReference<Object> seen = new AtomicReference<>();
    Consumer<Object> callback = method -> seen.compareAndSet(null, method);
    URL jar = new File(System.getProperty("blockhound.jar")).toURI().toURL();
    Class<?> blockHound =
        Class.forName("reactor.blockhound.BlockHound", true, new URLClassLoader(new URL[] {jar}));
    Object builder = blockHound.getMethod("builder").invoke(null);
    call(builder, "nonBlockingThreadPredicate", Function.class, threads);
    call(builder, "blockingMethodCallback", Consumer.class, callback);
    builder.getClass().getMethod("install").invoke(builder);
    Thread thread = new Thread(NoBlocking::block, MAY_NOT);
    thread.setDaemon(true);
    thread.start();
    while (seen.get() == null) {
      Thread.sleep(10);
    }
    System.out.println("a blocking call: " + seen.get());
    Class.forName("example.server.Servlets")
        .getMethod("main", String[].class)
        .invoke(null, (Object) args);
  }

  private static void call(Object builder, String method, Class<?> type, Object argument)
      throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
    builder.getClass().getMethod(method, type).invoke(builder, argument);
  }

  private static void block() {
    try {
      while (true) {
        Thread.sleep(500);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
