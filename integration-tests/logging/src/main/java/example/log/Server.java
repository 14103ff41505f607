package example.log;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.logging.log4j.LogManager;
import org.slf4j.LoggerFactory;

/**
 * Prints "READY port", and "DONE" after each of the lines that it reads:
 *
 * <ul>
 *   <li>{@code slf4j}, {@code log4j2}, {@code jul}: logs "up" by this library
 *   <li>{@code spring <file>}: runs an empty application of Spring Boot, which logs to that file
 *   <li>{@code load <class>}: loads a class without initialising it
 *   <li>{@code accept}: accepts a connection and closes it
 *   <li>{@code contexts}: prints how many contexts Log4j 2 has
 *   <li>{@code managers}: prints how many of its own LogManager were made, and which is in force
 *   <li>{@code trouble}: closes the listener while two clients of its own wait in its queue
 *   <li>{@code exit}: calls System.exit
 *   <li>{@code crash}: ends by an exception
 *   <li>{@code quit}, or the end of input: ends
 * </ul>
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (ServerSocket listener = new ServerSocket(0, 4, InetAddress.getLoopbackAddress())) {
      System.out.println("READY " + listener.getLocalPort());
      String line;
      while ((line = in.readLine()) != null && !line.equals("quit")) {
        obey(line.split(" ", -1), listener);
        System.out.println("DONE " + line);
      }
    }
  }

  private static void obey(String[] words, ServerSocket listener) throws Exception {
    switch (words[0]) {
      case "slf4j":
        LoggerFactory.getLogger("app").info("up");
        break;
      case "log4j2":
        LogManager.getLogger("app").info("up");
        break;
      case "jul":
        java.util.logging.Logger.getLogger("app").info("up");
        break;
      case "spring":
        Class.forName("org.springframework.boot.SpringApplication")
            .getMethod("run", Class.class, String[].class)
            .invoke(null, Server.class, new String[] {"--logging.file.name=" + words[1]});
        break;
      case "load":
        Class.forName(words[1], false, Server.class.getClassLoader());
        break;
      case "accept":
        listener.accept().close();
        break;
      case "trouble":
        new Socket(listener.getInetAddress(), listener.getLocalPort());
        new Socket(listener.getInetAddress(), listener.getLocalPort());
        listener.close();
        break;
      case "crash":
        throw new IllegalStateException("crash");
      case "exit":
        System.exit(0);
        break;
      case "contexts":
        System.out.println("CONTEXTS " + contexts());
        break;
      case "managers":
        Object manager = java.util.logging.LogManager.getLogManager();
        System.out.println(
            "MANAGERS "
                + Integer.getInteger(OwnLogManager.MADE, 0)
                + " "
                + manager.getClass().getName());
        break;
      default:
        throw new IllegalArgumentException(words[0]);
    }
  }

  private static int contexts() throws ReflectiveOperationException {
    Object factory = LogManager.getFactory();
    Object selector = factory.getClass().getMethod("getSelector").invoke(factory);
    return ((List<?>) selector.getClass().getMethod("getLoggerContexts").invoke(selector)).size();
  }
}
