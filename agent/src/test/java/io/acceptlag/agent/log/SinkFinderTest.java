package io.acceptlag.agent.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.agent.config.LogMode;
import io.acceptlag.core.report.Severity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SinkFinderTest {
  @TempDir Path folder;

  private final PrintStream realErr = System.err;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<LogRecord> julRecords = new ArrayList<>();
  private final Handler julHandler = new RecordingHandler();

  private long millis;
  private final LibrarySpotter spotter = new LibrarySpotter(this::nanos);
  private SinkFinder finder = finder(LogMode.AUTO);

  @BeforeEach
  void capture() {
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    Logger.getLogger("acceptlag").addHandler(julHandler);
  }

  @AfterEach
  void release() {
    System.setErr(realErr);
    Logger.getLogger("acceptlag").removeHandler(julHandler);
  }

  @Test
  void writesToLogbackOnceItHasSettled() throws Exception {
    Application app = app(Application.LOGBACK);
    app.useSlf4j();

    assertNull(finder.find(false));
    millis = 1000;
    assertNull(finder.find(false));
    millis = 2000;
    write(Severity.INFO, "one {} $ %s");
    write(Severity.WARN, "two");
    write(Severity.ERROR, "three");

    assertEquals(
        List.of(
            "INFO app: up",
            "INFO acceptlag: one {} $ %s",
            "WARN acceptlag: two",
            "ERROR acceptlag: three"),
        app.log());
  }

  @Test
  void waitsForAClassThatIsLoadedButNotInitialized() throws Exception {
    Application app = app(Application.LOGBACK);
    app.load(Application.SLF4J);

    millis = 9_999;
    assertNull(finder.find(false));
    millis = 10_000;
    write(Severity.WARN, "line");

    assertEquals("[acceptlag] WARN line\n", stderr());
  }

  @ParameterizedTest
  @ValueSource(strings = {Application.SLF4J, Application.LOG4J2})
  void neverInitializesALibrary(String name) throws Exception {
    compile(
        name,
        "static { System.setProperty(\"acceptlag.test.initialized\", \"true\"); }"
            + "static int INITIALIZATION_STATE = 3;"
            + "public static Object getILoggerFactory() { return null; }"
            + "public static Object getFactory() { return null; }");
    Application app = app();
    app.load(name);

    for (millis = 0; millis < 100_000; millis += 1000) {
      finder.find(false);
    }
    finder.find(true);

    assertNull(System.getProperty("acceptlag.test.initialized"));
    // What would have been seen:
    Class.forName(name, true, app);
    assertEquals("true", System.clearProperty("acceptlag.test.initialized"));
  }

  /** The state cannot be read where SLF4J is in a module; then this is how it shows. */
  @Test
  void takesNoSubstituteLogger() throws Exception {
    compile(
        "org.slf4j.helpers.SubstituteLoggerFactory",
        "public Object getLogger(String name) { return name; }");
    compile(
        Application.SLF4J,
        "static int INITIALIZATION_STATE = 3;"
            + "public static org.slf4j.helpers.SubstituteLoggerFactory getILoggerFactory() {"
            + "return new org.slf4j.helpers.SubstituteLoggerFactory(); }");
    Application app = app();
    app.load(Application.SLF4J);
    Application.markInitialized(Class.forName(Application.SLF4J, true, app));

    millis = 1000;
    assertNull(finder.find(false));
    millis = 9_999;
    assertNull(finder.find(false));
    millis = 10_000;
    write(Severity.WARN, "line");
    assertEquals("[acceptlag] WARN line\n", stderr());
  }

  /** Without an appender it would complain about a logger that the application does not know. */
  @Test
  @SuppressWarnings("unchecked")
  void takesLog4j1OnlyWhileItHasAnAppender() throws Exception {
    compile(
        "org.apache.log4j.Logger",
        "public static final java.util.Vector<Object> all = new java.util.Vector<>();"
            + "public static Logger getRootLogger() { return new Logger(); }"
            + "public static Logger getLogger(String name) { return new Logger(); }"
            + "public java.util.Enumeration<Object> getAllAppenders() { return all.elements(); }"
            + "public void warn(String line) { all.add(line); }");
    compile(
        "org.slf4j.impl.Reload4jLoggerFactory",
        "public org.apache.log4j.Logger getLogger(String name) {"
            + "return new org.apache.log4j.Logger(); }");
    compile(
        Application.SLF4J,
        "static int INITIALIZATION_STATE = 3;"
            + "public static org.slf4j.impl.Reload4jLoggerFactory getILoggerFactory() {"
            + "return new org.slf4j.impl.Reload4jLoggerFactory(); }");
    Application app = app();
    app.load(Application.SLF4J);
    Application.markInitialized(Class.forName(Application.SLF4J, true, app));
    List<Object> log4j1 =
        (List<Object>)
            Class.forName("org.apache.log4j.Logger", true, app).getField("all").get(null);

    millis = 10_000;
    write(Severity.WARN, "early");
    assertEquals(List.of(), log4j1);
    assertEquals("[acceptlag] WARN early\n", stderr());

    log4j1.add("an appender");
    assertNull(finder.find(false));
    millis = 11_000;
    Sink sink = finder.find(false);
    assertNotNull(sink);
    sink.write(Severity.WARN, "line");
    assertEquals(List.of("an appender", "line"), log4j1);
    assertEquals("[acceptlag] WARN early\n", stderr());
  }

  @Test
  void takesALibraryThatComesLaterThanItsWait() throws Exception {
    Application app = app(Application.LOGBACK);
    app.load(Application.SLF4J);
    millis = 70_000;
    write(Severity.WARN, "early");

    app.useSlf4j();
    assertNull(finder.find(false));
    millis = 71_000;
    write(Severity.WARN, "late");

    assertEquals("[acceptlag] WARN early\n", stderr());
    assertEquals(List.of("INFO app: up", "WARN acceptlag: late"), app.log());
  }

  @Test
  void usesLog4j2BehindSlf4jInTheContextOfTheApplication() throws Exception {
    Application app = app(Application.SLF4J_ON_LOG4J2);
    app.useSlf4j();

    settle();
    write(Severity.WARN, "line");

    assertEquals(List.of("INFO app: up", "WARN acceptlag: line"), app.log());
    assertEquals(1, contexts(app));
  }

  @Test
  void usesLog4j2Alone() throws Exception {
    Application app = app(Application.LOG4J2_ALONE);
    app.useLog4j2();

    settle();
    write(Severity.ERROR, "line {}");

    assertEquals(List.of("INFO app: up", "ERROR acceptlag: line {}"), app.log());
    assertEquals(1, contexts(app));
  }

  @Test
  void makesNoLog4j2ContextOfItsOwn() throws Exception {
    Application app = app(Application.LOG4J2_ALONE);
    // Initialised, but nobody has asked for a logger.
    Class.forName(Application.LOG4J2, true, app);
    Application.markInitialized(Class.forName(Application.LOG4J2, false, app));

    millis = 9_000;
    assertNull(finder.find(false));
    millis = 10_000;
    write(Severity.WARN, "line");

    assertEquals("[acceptlag] WARN line\n", stderr());
    assertEquals(0, contexts(app));
  }

  @Test
  void waitsForALog4j2ContextToBeStarted() throws Exception {
    Application app = app(Application.LOG4J2_ALONE);
    Class<?> logManager = Class.forName(Application.LOG4J2, true, app);
    Application.markInitialized(logManager);
    Object factory = logManager.getMethod("getFactory").invoke(null);
    Object selector = factory.getClass().getMethod("getSelector").invoke(factory);
    // Made, but without a configuration.
    Object context =
        selector
            .getClass()
            .getMethod("getContext", String.class, ClassLoader.class, boolean.class)
            .invoke(selector, "", app, false);

    millis = 1_000;
    assertNull(finder.find(false));
    millis = 9_000;
    assertNull(finder.find(false));
    context.getClass().getMethod("start").invoke(context);
    assertNull(finder.find(false));
    millis = 12_000;
    write(Severity.WARN, "line");

    assertEquals(List.of("WARN acceptlag: line"), app.log());
  }

  @Test
  void findsTheLog4j2ContextOfAChildOfTheLibrarysLoader() throws Exception {
    Application server = app(Application.LOG4J2_ALONE);
    try (URLClassLoader child = childOf(server)) {
      assertNotNull(Application.run("ByLog4j2", child));
      Application.markInitialized(Class.forName(Application.LOG4J2, false, server));

      settle();
      write(Severity.WARN, "line");

      assertEquals(List.of("INFO app: up", "WARN acceptlag: line"), server.log());
      assertEquals(1, contexts(server));
    }
  }

  @Test
  void passesOverSlf4jWithoutAProvider() throws Exception {
    Application app = app(Application.SLF4J);
    app.useSlf4j();

    millis = 3000;
    write(Severity.WARN, "line");

    assertTrue(stderr().endsWith("[acceptlag] WARN line\n"), stderr());
  }

  @Test
  void passesOverLogbackThatIsStopped() throws Exception {
    Application app = app(Application.LOGBACK);
    Object context = app.useSlf4j();
    settle();
    write(Severity.WARN, "while it runs");

    context.getClass().getMethod("stop").invoke(context);
    Sink last = finder.find(true);
    assertNotNull(last);
    last.write(Severity.WARN, "at the end");

    assertEquals(List.of("INFO app: up", "WARN acceptlag: while it runs"), app.log());
    assertEquals("[acceptlag] WARN at the end\n", stderr());
  }

  @Test
  void goesToStderrWhenNoLibraryIsSeen() throws Exception {
    millis = 2999;
    assertNull(finder.find(false));
    millis = 3000;
    write(Severity.INFO, "line");

    assertEquals("[acceptlag] INFO line\n", stderr());
  }

  @Test
  void writesToJulWithoutTheNameOfAClass() throws Exception {
    spotter.classSeen("java/util/logging/LogManager", null);

    millis = 1000;
    assertNull(finder.find(false));
    millis = 5999;
    assertNull(finder.find(false));
    millis = 6000;
    write(Severity.INFO, "one {0}");
    write(Severity.WARN, "two");
    write(Severity.ERROR, "three");

    assertEquals(
        List.of(Level.INFO, Level.WARNING, Level.SEVERE),
        julRecords.stream().map(LogRecord::getLevel).toList());
    // Tomcat's formatters print "null" for what is missing.
    assertEquals("acceptlag", julRecords.get(0).getSourceClassName());
    assertNotNull(julRecords.get(0).getSourceMethodName());
    String shown = new SimpleFormatter().format(julRecords.get(0));
    assertTrue(shown.contains(" acceptlag") && shown.contains("one {0}"), shown);
  }

  @Test
  void asksLessPatienceOfAConfiguredJul() throws Exception {
    System.setProperty("java.util.logging.config.file", "logging.properties");
    try {
      spotter.classSeen("java/util/logging/LogManager", null);
      settle();
      write(Severity.INFO, "line");
    } finally {
      System.clearProperty("java.util.logging.config.file");
    }

    assertEquals(1, julRecords.size());
  }

  @Test
  void prefersLogbackToAJulThatWasEarlier() throws Exception {
    spotter.classSeen("java/util/logging/LogManager", null);
    millis = 1000;
    assertNull(finder.find(false));

    millis = 2000;
    Application app = app(Application.LOGBACK);
    app.load(Application.SLF4J);
    millis = 11_999;
    assertNull(finder.find(false), "SLF4J may still become ready");
    app.useSlf4j();
    assertNull(finder.find(false));
    millis = 13_000;
    write(Severity.WARN, "line");

    assertEquals(List.of("INFO app: up", "WARN acceptlag: line"), app.log());
    assertEquals(List.of(), julRecords);
  }

  @Test
  void waitsForSpringBootToSetUpLogback() throws Exception {
    Application app = app(Application.LOGBACK);
    Object context = app.useSlf4j();
    spotter.classSeen("org/springframework/boot/SpringApplication", app);

    millis = 30_000;
    assertNull(finder.find(false));
    context
        .getClass()
        .getMethod("putObject", String.class, Object.class)
        .invoke(context, SpringBoot.MARK, new Object());
    assertNull(finder.find(false));
    millis = 31_000;
    write(Severity.WARN, "line");

    assertEquals(List.of("INFO app: up", "WARN acceptlag: line"), app.log());
  }

  @Test
  void waitsForSpringBootToSetUpLog4j2() throws Exception {
    Application app = app(Application.LOG4J2_ALONE);
    Object context = app.useLog4j2();
    spotter.classSeen("org/springframework/boot/SpringApplication", app);

    millis = 30_000;
    assertNull(finder.find(false));
    context
        .getClass()
        .getMethod("setExternalContext", Object.class)
        .invoke(context, SpringBoot.MARK);
    assertNull(finder.find(false));
    millis = 31_000;
    write(Severity.WARN, "line");

    assertEquals(List.of("INFO app: up", "WARN acceptlag: line"), app.log());
  }

  @Test
  void waitsForSpringBootAMinuteAtMost() throws Exception {
    Application app = app(Application.LOGBACK);
    app.useSlf4j();
    spotter.classSeen("org/springframework/boot/SpringApplication", app);

    millis = 40_000;
    assertNull(finder.find(false));
    spotter.classSeen("org/springframework/boot/SpringApplication", app);
    millis = 60_000;
    assertNull(finder.find(false));
    millis = 61_000;
    write(Severity.WARN, "line");

    assertEquals(List.of("INFO app: up", "WARN acceptlag: line"), app.log());
  }

  @Test
  void doesNotWaitForTheSpringBootOfAnotherApplication() throws Exception {
    Application app = app(Application.LOGBACK);
    app.useSlf4j();
    try (URLClassLoader other = new URLClassLoader(new URL[0], null)) {
      spotter.classSeen("org/springframework/boot/SpringApplication", other);

      settle();
      write(Severity.WARN, "line");
    }

    assertEquals(List.of("INFO app: up", "WARN acceptlag: line"), app.log());
  }

  @Test
  void leavesTheLogOfAWebApplicationAloneUnlessTold() throws Exception {
    Application app = new WebappClassLoader(folder, spotter, Application.LOGBACK);
    app.useSlf4j();

    settle();
    millis = 3000;
    write(Severity.WARN, "to the server");
    assertEquals("[acceptlag] WARN to the server\n", stderr());

    finder = finder(LogMode.SLF4J);
    spotter.classSeen("org/slf4j/LoggerFactory", app);
    millis = 4000;
    assertNull(finder.find(false));
    millis = 5000;
    write(Severity.WARN, "to the application");
    assertEquals(List.of("INFO app: up", "WARN acceptlag: to the application"), app.log());
  }

  @Test
  void saysOnceThatTheLibraryAskedForIsMissing() throws Exception {
    finder = finder(LogMode.LOG4J2);

    millis = 59_999;
    assertNull(finder.find(false));
    millis = 60_000;
    write(Severity.WARN, "one");
    write(Severity.WARN, "two");

    assertEquals(
        "[acceptlag] WARN log=log4j2: the application has not set it up within 60 s;"
            + " lines go here until it does\n"
            + "[acceptlag] WARN one\n"
            + "[acceptlag] WARN two\n",
        stderr());
  }

  private void write(Severity severity, String line) throws Exception {
    Sink sink = finder.find(false);
    assertNotNull(sink, "no place for the line at " + millis + " ms");
    sink.write(severity, line);
  }

  /** Lets a library that is ready come to its first line. */
  private void settle() {
    millis = 1000;
    assertNull(finder.find(false));
    millis = 2000;
  }

  private void compile(String className, String body) throws IOException {
    int dot = className.lastIndexOf('.');
    Path source = folder.resolve(className.substring(dot + 1) + ".java");
    Files.writeString(
        source,
        "package %s; public class %s { %s }"
            .formatted(className.substring(0, dot), className.substring(dot + 1), body));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                folder.toString(),
                "-d",
                folder.toString(),
                source.toString());
    assertEquals(0, status);
  }

  private Application app(String... classes) throws IOException {
    return new Application(folder, spotter, classes);
  }

  private SinkFinder finder(LogMode mode) {
    return new SinkFinder(mode, spotter, Application::isInitialized, this::nanos);
  }

  private long nanos() {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private String stderr() {
    return err.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }

  private static int contexts(Application app) throws ReflectiveOperationException {
    Object factory =
        Class.forName(Application.LOG4J2, false, app).getMethod("getFactory").invoke(null);
    Object selector = factory.getClass().getMethod("getSelector").invoke(factory);
    return ((List<?>) selector.getClass().getMethod("getLoggerContexts").invoke(selector)).size();
  }

  private static URLClassLoader childOf(Application parent) {
    return new URLClassLoader(parent.getURLs(), parent) {
      @Override
      public Class<?> loadClass(String name) throws ClassNotFoundException {
        return name.startsWith(LoggingApp.class.getName()) ? findOwn(name) : super.loadClass(name);
      }

      private Class<?> findOwn(String name) throws ClassNotFoundException {
        Class<?> loaded = findLoadedClass(name);
        return loaded == null ? findClass(name) : loaded;
      }
    };
  }

  /** Named like Tomcat's. */
  private static class WebappClassLoader extends Application {
    WebappClassLoader(Path folder, LibrarySpotter spotter, String... classes) throws IOException {
      super(folder, spotter, classes);
    }
  }

  private class RecordingHandler extends Handler {
    @Override
    public void publish(LogRecord record) {
      julRecords.add(record);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
