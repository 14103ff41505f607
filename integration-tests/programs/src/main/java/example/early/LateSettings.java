package example.early;

import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.net.ServerSocket;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.Security;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.logging.LogManager;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/**
 * Runs until a line comes, then sets up what an application sets up by properties and providers,
 * and prints for each of them what has come of it: {@code EFFECT name: value}.
 *
 * <p>Arguments: {@code accepts} to accept all the while on a port that is printed, {@code cleared}
 * or {@code replaced} to have no system properties meanwhile, {@code cleared-accepts} or {@code
 * replaced-accepts} for both, {@code early-accepts} to set the properties of the locale before it
 * accepts, or {@code idle}; and a folder.
 */
public final class LateSettings {
  private LateSettings() {}

  public static void main(String[] args) throws Exception {
    File folder = new File(args[1]);
    Properties properties = System.getProperties();
    if (args[0].startsWith("early")) {
      setLocale();
    }
    if (args[0].endsWith("accepts")) {
      accept();
    }
    Properties kept = (Properties) properties.clone();
    if (args[0].startsWith("cleared")) {
      System.getProperties().clear();
    }
    if (args[0].startsWith("replaced")) {
      System.setProperties(new Properties());
    }
    while (System.in.read() != '\n') {
      // Not yet.
    }
    properties.putAll(kept);
    System.setProperties(properties);
    Now.come();
    writeSettings(folder);
    setProperties(folder);
    tell("file system", LateSettings::fileSystem);
    tell("IPv4 only", LateSettings::listensOn);
    tell("security property", () -> Security.getProperty("example.late"));
    Security.insertProviderAt(new OwnSecurity(), 1);
    tell("first provider", () -> Security.getProviders()[0].getName());
    tell("random numbers", () -> new SecureRandom().getAlgorithm());
    tell("UUID", () -> asksOwnRandom(UUID::randomUUID));
    tell("temporary folder", LateSettings::temporaryFolder);
    Security.setProperty("networkaddress.cache.ttl", "7");
    tell("address cache", LateSettings::addressCache);
    tell("TLS", LateSettings::tlsProtocols);
    tell("trust store", LateSettings::trusted);
    tell("key store", KeyStore::getDefaultType);
    SSLContext.setDefault(new OwnTls());
    tell(
        "HTTPS sockets",
        () -> HttpsURLConnection.getDefaultSSLSocketFactory().getClass().getName());
    tell("handler by property", LateSettings::httpHandler);
    URL.setURLStreamHandlerFactory(
        protocol -> protocol.equals("http") ? new FactoryHandler() : null);
    tell("handler by factory", LateSettings::httpHandler);
    tell("time zone", () -> TimeZone.getDefault().getID());
    tell("locale", () -> Locale.getDefault() + " " + Locale.getDefault(Locale.Category.FORMAT));
    tell("format", () -> String.format("%,.1f", 1234.5));
    Locale.setDefault(Locale.Category.FORMAT, Locale.US);
    tell("chosen format", () -> String.format("%,.1f", 1234.5));
    tell("charset", () -> Charset.defaultCharset().name());
    tell("common pool", () -> ForkJoinPool.commonPool().getParallelism());
    tell("virtual threads", LateSettings::virtualThreads);
    tell("logging", () -> LogManager.getLogManager().getClass().getName());
    tell("management", () -> ManagementFactory.getPlatformMBeanServer().getDefaultDomain());
    tell("threads of the group", Thread::activeCount);
    tell("next thread", () -> new Thread().getName());
    tell("next pool", () -> Executors.defaultThreadFactory().newThread(() -> {}).getName());
    tell("security manager", LateSettings::securityManager);
    System.out.println("DONE");
  }

  private static void accept() throws IOException {
    ServerSocket listener = new ServerSocket(0);
    System.out.println("PORT " + listener.getLocalPort());
    Thread acceptor =
        new Thread(
            () -> {
              try {
                while (true) {
                  listener.accept().close();
                }
              } catch (IOException e) {
                System.out.println(e);
              }
            },
            "acceptor");
    acceptor.setDaemon(true);
    acceptor.start();
  }

  private static void writeSettings(File folder) throws IOException {
    try (Writer file =
        new OutputStreamWriter(
            new FileOutputStream(new File(folder, "late.security")), StandardCharsets.ISO_8859_1)) {
      file.write("jdk.tls.disabledAlgorithms=SSLv3, TLSv1, TLSv1.1, TLSv1.2\n");
      file.write("keystore.type=late\n");
      file.write("example.late=read\n");
    }
  }

  private static void setProperties(File folder) {
    System.setProperty("java.nio.file.spi.DefaultFileSystemProvider", nameOf("FileSystemProvider"));
    System.setProperty("java.net.preferIPv4Stack", "true");
    System.setProperty("java.security.properties", new File(folder, "late.security").getPath());
    System.setProperty("java.io.tmpdir", folder.getPath());
    System.setProperty("javax.net.ssl.trustStore", "NONE");
    System.setProperty("java.protocol.handler.pkgs", "example.early.handlers");
    System.setProperty("user.timezone", "Asia/Tokyo");
    setLocale();
    System.setProperty("file.encoding", "UTF-16");
    System.setProperty("java.util.concurrent.ForkJoinPool.common.parallelism", "7");
    System.setProperty("jdk.virtualThreadScheduler.parallelism", "7");
    System.setProperty("java.util.logging.manager", OwnLogManager.class.getName());
    System.setProperty("javax.management.builder.initial", nameOf("MBeanServerBuilder"));
  }

  private static void setLocale() {
    System.setProperty("user.language", "de");
    System.setProperty("user.language.format", "de");
    System.setProperty("user.country.format", "DE");
  }

  /** Without loading it. */
  private static String nameOf(String own) {
    return "example.early.Own" + own;
  }

  private static Object fileSystem() {
    FileSystems.getDefault();
    return "made by " + OwnFileSystemProvider.madeBy;
  }

  /** Where the kernel lists a socket that is bound to all addresses. */
  private static Object listensOn() throws IOException {
    try (ServerSocket listener = new ServerSocket(0)) {
      String port = String.format("%04X", listener.getLocalPort());
      return "tcp: " + lists("tcp", port) + ", tcp6: " + lists("tcp6", port);
    }
  }

  private static boolean lists(String table, String port) throws IOException {
    try (BufferedReader rows =
        new BufferedReader(
            new InputStreamReader(
                new FileInputStream("/proc/self/net/" + table), StandardCharsets.US_ASCII))) {
      return rows.lines().anyMatch(row -> row.contains(":" + port + " ") && row.contains(" 0A "));
    }
  }

  private static Object asksOwnRandom(Runnable work) {
    int before = OwnSecurity.asked.get();
    work.run();
    return OwnSecurity.asked.get() > before ? "by the own random numbers" : "by others";
  }

  private static Object temporaryFolder() throws IOException {
    int before = OwnSecurity.asked.get();
    File file = File.createTempFile("late", null);
    file.delete();
    return file.getParentFile().getName() + ", random " + (OwnSecurity.asked.get() > before);
  }

  private static Object addressCache() throws Exception {
    return Class.forName("sun.net.InetAddressCachePolicy").getMethod("get").invoke(null);
  }

  private static Object tlsProtocols() throws Exception {
    return Arrays.toString(SSLContext.getDefault().getDefaultSSLParameters().getProtocols());
  }

  private static Object trusted() throws Exception {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init((KeyStore) null);
    int issuers = 0;
    for (TrustManager each : factory.getTrustManagers()) {
      issuers += ((X509TrustManager) each).getAcceptedIssuers().length;
    }
    return issuers;
  }

  private static Object httpHandler() throws IOException {
    return new URL("http://host.invalid/").openConnection().getClass().getName();
  }

  /** Java 21 and newer. */
  private static Object virtualThreads() throws Exception {
    Class<?> type = Class.forName("java.lang.VirtualThread");
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("SCHEDULER")) {
        field.setAccessible(true);
        Object scheduler = field.get(null);
        for (Class<?> each = scheduler.getClass(); each != null; each = each.getSuperclass()) {
          if (each == ForkJoinPool.class) {
            return ((ForkJoinPool) scheduler).getParallelism();
          }
        }
      }
    }
    return "scheduler not found";
  }

  /** To Java 17; 18 and newer refuse. */
  @SuppressWarnings("removal")
  private static Object securityManager() {
    System.setSecurityManager(
        new SecurityManager() {
          @Override
          public void checkPermission(java.security.Permission permission) {}
        });
    return System.getSecurityManager() != null;
  }

  private static void tell(String name, Effect effect) {
    Object value;
    try {
      value = effect.get();
    } catch (Throwable e) {
      value = e.getClass().getName();
    }
    System.out.println("EFFECT " + name + ": " + value);
  }

  private interface Effect {
    Object get() throws Exception;
  }

  private static final class FactoryHandler extends java.net.URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      return new FactoryConnection(url);
    }
  }

  private static final class FactoryConnection extends URLConnection {
    FactoryConnection(URL url) {
      super(url);
    }

    @Override
    public void connect() {}
  }

  /** Its initialisation tells in the JVM's log when the line came. */
  private static final class Now {
    static final Object HERE = new Object();

    static void come() {
      System.out.println("NOW " + (HERE != null));
    }
  }
}
