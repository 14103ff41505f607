package io.acceptlag.opentelemetry;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.instrument.Instrumentation;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Starts acceptlag if only this extension is given, with the Instrumentation that the OpenTelemetry
 * agent keeps. The jar is looked for beside the extension's.
 */
final class AcceptlagStart {
  private static final String JAR = "acceptlag.jar";

  private AcceptlagStart() {}

  /**
   * @param extensions the agent's setting: files and folders, separated by commas; null in an
   *     application
   */
  static void unlessGiven(@Nullable String extensions) {
    if (extensions == null || isThere() || isYetToCome()) {
      return;
    }
    try {
      File jar = beside(extensions);
      Instrumentation instrumentation = instrumentation();
      if (jar == null || instrumentation == null) {
        System.err.println(
            "[acceptlag] WARN acceptlag-opentelemetry.jar is there without acceptlag: add"
                + " -javaagent:/path/to/acceptlag.jar, or put acceptlag.jar beside it in "
                + folders(extensions));
        return;
      }
      start(jar, instrumentation);
    } catch (ReflectiveOperationException | IOException | RuntimeException | LinkageError e) {
      System.err.println(
          "[acceptlag] WARN acceptlag-opentelemetry.jar cannot start acceptlag ("
              + e
              + "): add -javaagent:/path/to/acceptlag.jar");
    }
  }

  private static boolean isThere() {
    try {
      Class.forName("java.net.AcceptlagHook", false, null);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Whether an agent of that name is among the JVM's options, and comes after ours. */
  private static boolean isYetToCome() {
    return namesIt(commandLine())
        || namesIt(System.getenv("JAVA_TOOL_OPTIONS"))
        || namesIt(System.getenv("JDK_JAVA_OPTIONS"))
        || namesIt(System.getenv("_JAVA_OPTIONS"));
  }

  private static boolean namesIt(@Nullable String options) {
    if (options == null) {
      return false;
    }
    for (String option : options.split("[\0\\s]+", -1)) {
      // An argument file is not read; acceptlag itself prevents a second start.
      if (option.startsWith("-javaagent:") && option.contains("acceptlag")) {
        return true;
      }
    }
    return false;
  }

  /**
   * Read from /proc, because a bean would initialise the JVM's management before the application
   * does.
   */
  private static String commandLine() {
    try (InputStream in = new FileInputStream("/proc/self/cmdline")) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] chunk = new byte[8192];
      for (int n = in.read(chunk); n > 0; n = in.read(chunk)) {
        bytes.write(chunk, 0, n);
      }
      return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }

  private static @Nullable File beside(String extensions) {
    for (String extension : extensions.split(",", -1)) {
      File folder = folder(extension);
      File jar = folder == null ? null : new File(folder, JAR);
      if (jar != null && jar.isFile()) {
        return jar;
      }
    }
    return null;
  }

  private static String folders(String extensions) {
    StringBuilder folders = new StringBuilder();
    for (String extension : extensions.split(",", -1)) {
      File folder = folder(extension);
      if (folder != null) {
        folders.append(folders.length() == 0 ? "" : ", ").append(folder);
      }
    }
    return folders.toString();
  }

  private static @Nullable File folder(String extension) {
    File file = new File(extension.trim()).getAbsoluteFile();
    return file.isDirectory() ? file : file.getParentFile();
  }

  /** From the agent's boot classes; null if there are none, as in an application's own SDK. */
  private static @Nullable Instrumentation instrumentation() throws ReflectiveOperationException {
    try {
      return (Instrumentation)
          Class.forName("io.opentelemetry.javaagent.bootstrap.InstrumentationHolder", true, null)
              .getMethod("getInstrumentation")
              .invoke(null);
    } catch (ClassNotFoundException | NoSuchMethodException e) {
      return null;
    }
  }

  // Not closed: its classes are needed for as long as the JVM runs.
  @SuppressWarnings("resource")
  private static void start(File jar, Instrumentation instrumentation)
      throws ReflectiveOperationException, IOException {
    ClassLoader loader =
        new URLClassLoader(new URL[] {jar.toURI().toURL()}, ClassLoader.getSystemClassLoader());
    Class.forName("io.acceptlag.entry.AgentEntry", true, loader)
        .getMethod("premain", String.class, Instrumentation.class)
        .invoke(null, null, instrumentation);
  }
}
