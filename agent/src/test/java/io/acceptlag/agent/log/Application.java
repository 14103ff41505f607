package io.acceptlag.agent.log;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** An application with a class loader, a logging library and a configuration of its own. */
class Application extends URLClassLoader {
  static final String SLF4J = "org.slf4j.LoggerFactory";
  static final String LOG4J2 = "org.apache.logging.log4j.LogManager";

  static final String[] LOGBACK = {
    SLF4J, "ch.qos.logback.classic.LoggerContext", "ch.qos.logback.core.Context"
  };
  static final String[] LOG4J2_ALONE = {LOG4J2, "org.apache.logging.log4j.core.LoggerContext"};
  static final String[] SLF4J_ON_LOG4J2 = {
    SLF4J,
    LOG4J2,
    "org.apache.logging.log4j.core.LoggerContext",
    "org.apache.logging.slf4j.Log4jLoggerFactory"
  };

  private static final Set<Class<?>> initialized =
      Collections.newSetFromMap(Collections.synchronizedMap(new WeakHashMap<>()));

  final Path logFile;
  private final LibrarySpotter spotter;

  /**
   * @param classes one of each jar that it has
   */
  Application(Path folder, LibrarySpotter spotter, String... classes) throws IOException {
    super(urls(folder, classes), ClassLoader.getPlatformClassLoader());
    this.spotter = spotter;
    logFile = folder.resolve("app.log");
    Files.writeString(
        folder.resolve("logback.xml"),
        """
        <configuration>
          <appender name="file" class="ch.qos.logback.core.FileAppender">
            <file>%s</file>
            <encoder><pattern>%%level %%logger: %%msg%%n</pattern></encoder>
          </appender>
          <root level="info"><appender-ref ref="file"/></root>
        </configuration>
        """
            .formatted(logFile));
    Files.writeString(
        folder.resolve("log4j2.xml"),
        """
        <Configuration shutdownHook="disable">
          <Appenders>
            <File name="file" fileName="%s"><PatternLayout pattern="%%level %%logger: %%msg%%n"/></File>
          </Appenders>
          <Loggers><Root level="info"><AppenderRef ref="file"/></Root></Loggers>
        </Configuration>
        """
            .formatted(logFile));
  }

  private static URL[] urls(Path folder, String... classes) throws MalformedURLException {
    List<URL> urls = new ArrayList<>();
    urls.add(folder.toUri().toURL());
    urls.add(jarOf(LoggingApp.class.getName()));
    for (String name : classes) {
      urls.add(jarOf(name));
    }
    return urls.toArray(new URL[0]);
  }

  private static URL jarOf(String className) {
    try {
      return Class.forName(className, false, Application.class.getClassLoader())
          .getProtectionDomain()
          .getCodeSource()
          .getLocation();
    } catch (ClassNotFoundException missing) {
      throw new AssertionError(missing);
    }
  }

  /** The part of the agent's class transformer. */
  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    spotter.classSeen(name.replace('.', '/'), this);
    return super.findClass(name);
  }

  /** Loads the classes without initialising them. */
  void load(String... classes) throws ClassNotFoundException {
    for (String name : classes) {
      Class.forName(name, false, this);
    }
  }

  static void markInitialized(Class<?> type) {
    initialized.add(type);
  }

  /** What the agent's look into the JVM would say. */
  static boolean isInitialized(Class<?> type) {
    return initialized.contains(type) || type.getClassLoader() == null;
  }

  /** Has the application set up SLF4J and log a line. Returns its ILoggerFactory. */
  Object useSlf4j() throws ReflectiveOperationException {
    Object factory = run("BySlf4j", this);
    if (factory.getClass().getSimpleName().equals("Log4jLoggerFactory")) {
      initialized.add(Class.forName(LOG4J2, false, this));
    }
    initialized.add(Class.forName(SLF4J, false, this));
    return factory;
  }

  /** Has the application set up Log4j 2 and log a line. Returns its LoggerContext. */
  Object useLog4j2() throws ReflectiveOperationException {
    Object context = run("ByLog4j2", this);
    initialized.add(Class.forName(LOG4J2, false, this));
    return context;
  }

  /** Has Logback run something before it takes a line of the agent's. */
  @SuppressWarnings("unchecked")
  void hookIntoLogback(Runnable hook) throws ReflectiveOperationException {
    ((Consumer<Runnable>) part("HookIntoLogback", this)).accept(hook);
  }

  /** Runs a part of {@link LoggingApp} in a class loader that has it. */
  static Object run(String part, ClassLoader loader) throws ReflectiveOperationException {
    return ((Supplier<?>) part(part, loader)).get();
  }

  private static Object part(String name, ClassLoader loader) throws ReflectiveOperationException {
    var constructor =
        Class.forName(LoggingApp.class.getName() + "$" + name, true, loader)
            .getDeclaredConstructor();
    constructor.setAccessible(true);
    return constructor.newInstance();
  }

  List<String> log() throws IOException {
    return Files.exists(logFile) ? Files.readAllLines(logFile) : List.of();
  }
}
