package io.acceptlag.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the accept methods of classes that load, and of those already loaded.
 *
 * <p>The transformers stay registered until the agent leaves or, from Java 26 on, the JVM ends.
 * When another agent transforms a class again, the JVM starts from the original bytes, and a hook
 * without its transformer would silently vanish.
 */
public final class AcceptInstrumentation {
  /**
   * From this release of Java on, the JVM waits at its end until no class is being handed to a
   * transformer, for at most 60 s (JDK-8355631). Meanwhile it lets no thread be stopped, so that a
   * class which waits for a collection of garbage takes all of the 60 s (JDK-8387045).
   */
  public static final int HOLDS_UP_THE_END_SINCE = 26;

  /**
   * Of 40 ends with five threads that loaded classes and filled a heap of 32 MB on two processors,
   * six hung without this, three with 10 ms, and none with 30 ms.
   */
  private static final long CLASSES_RETURN_MILLIS = 50;

  /** Of a wait in one piece nothing is left when a CPU quota has stopped the process for longer. */
  private static final long SLICE_MILLIS = 10;

  private static final Class<?>[] NONE = {};

  private final Instrumentation instrumentation;
  private final WovenPaths paths;
  private final BiConsumer<String, @Nullable ClassLoader> classSeen;
  private final boolean connects;
  private final ClassFileTransformer weave = new Weave();
  private final ClassFileTransformer witness = new Witness();
  private volatile boolean seesClasses = true;

  /**
   * @param connects whether to weave connect methods as well
   * @param classSeen called for each class that loads, with its internal name, on the thread that
   *     loads it
   */
  public AcceptInstrumentation(
      Instrumentation instrumentation,
      int javaVersion,
      boolean connects,
      BiConsumer<String, @Nullable ClassLoader> classSeen) {
    this.instrumentation = instrumentation;
    this.connects = connects;
    this.classSeen = classSeen;
    paths = new WovenPaths(javaVersion);
  }

  public WovenPaths paths() {
    return paths;
  }

  /** From now on, weaves every class that loads and has such methods. */
  public void install() {
    // Everything that a transformer uses for each class must be loaded before: loading it would
    // call the transformer.
    AcceptPath.concerns("");
    ConnectPath.concerns("");
    loadWhatIsExtended();
    instrumentation.addTransformer(weave, true);
    instrumentation.addTransformer(witness, true);
    for (Class<?> loaded : all()) {
      String name = loaded.getName().replace('.', '/');
      classSeen.accept(name, loaded.getClassLoader());
      if (concerns(name)) {
        weaveAgain(loaded);
      }
    }
  }

  /**
   * Looks once more among the classes that are loaded; call it some time after {@link #install}. A
   * class may have been on its way then: too far for our transformers, and not yet in the list,
   * because its superclass was being loaded.
   */
  public void lookAgain() {
    for (Class<?> loaded : all()) {
      String name = loaded.getName().replace('.', '/');
      classSeen.accept(name, loaded.getClassLoader());
      if (concerns(name) && !paths.hasMet(name)) {
        weaveAgain(loaded);
      }
    }
  }

  /**
   * For a shutdown hook: from now on the JVM hands us no class. Returns when those that are under
   * way will have been handed back. What is woven stays so, unless another agent transforms it
   * again.
   */
  public void stopSeeingClasses() {
    seesClasses = false;
    removeTransformers();
    try {
      // Nobody outside the JVM sees a class that is on its way to or from a transformer.
      for (long slept = 0; slept < CLASSES_RETURN_MILLIS; slept += SLICE_MILLIS) {
        Thread.sleep(SLICE_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** False once the JVM ends: what has not been seen woven by then may still be. */
  public boolean seesClasses() {
    return seesClasses;
  }

  /** Gives all classes their original code, for calls from now on. */
  public void uninstall() {
    removeTransformers();
    List<Class<?>> woven = new ArrayList<>();
    for (Class<?> loaded : all()) {
      if (concerns(loaded.getName().replace('.', '/'))) {
        woven.add(loaded);
      }
    }
    try {
      // All at once, because each call stops the application.
      instrumentation.retransformClasses(woven.toArray(new Class<?>[0]));
    } catch (Exception | LinkageError | InternalError e) {
      // Another agent prevents it, or the JVM is ending: what stays woven calls hooks that do
      // nothing.
    }
  }

  private boolean concerns(String name) {
    return AcceptPath.concerns(name) || (connects && ConnectPath.concerns(name));
  }

  /** The JVM answers null when it is ending. */
  private Class<?>[] all() {
    Class<?>[] loaded = instrumentation.getAllLoadedClasses();
    return loaded == null ? NONE : loaded;
  }

  private void removeTransformers() {
    // Alone, it would witness that a class that loads in between is not woven.
    instrumentation.removeTransformer(witness);
    instrumentation.removeTransformer(weave);
  }

  /**
   * Loads the classes that applications and the JDK extend before we weave, so that they can come
   * from an archive of classes. They are woven afterwards. A class that is woven while it loads
   * cannot come from an archive, and neither can its subclasses. Loading does not initialise them.
   */
  private void loadWhatIsExtended() {
    try {
      Class.forName("java.net.ServerSocket", false, null);
      if (connects) {
        Class.forName("java.net.Socket", false, null);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // The application will see the same failure; if the class does load, it is woven then.
    }
  }

  /**
   * Loads the JDK's accept classes, so that it is known whether they are woven. Loading does not
   * initialise them, but takes time that must not delay the application.
   */
  public void loadAcceptClasses() {
    for (AcceptPath path : AcceptPath.values()) {
      if (path.isOfJdk()) {
        try {
          Class.forName(path.className().replace('/', '.'), false, null);
        } catch (ClassNotFoundException | LinkageError e) {
          paths.failed(path.className(), e);
        }
      }
    }
  }

  private void weaveAgain(Class<?> loaded) {
    try {
      instrumentation.retransformClasses(loaded);
    } catch (Exception | LinkageError | InternalError e) {
      String name = loaded.getName().replace('.', '/');
      if (AcceptPath.concerns(name)) {
        paths.failed(name, e);
      }
      if (connects && ConnectPath.concerns(name)) {
        paths.connectsFailed(name, e);
      }
    }
  }

  private final class Weave implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String className,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] classFile) {
      if (className == null) {
        return null;
      }
      classSeen.accept(className, loader);
      byte[] woven = AcceptPath.concerns(className) ? withAccepts(className, classFile) : null;
      if (!connects || !ConnectPath.concerns(className)) {
        return woven;
      }
      byte[] both = withConnects(className, woven == null ? classFile : woven);
      return both == null ? woven : both;
    }

    private byte @Nullable [] withAccepts(String className, byte[] classFile) {
      try {
        return new ClassWeaver<>(AcceptPath.class, className).weave(classFile);
      } catch (Throwable e) {
        // Whatever has failed, the application gets the class file unchanged.
        paths.failed(className, e);
        return null;
      }
    }

    private byte @Nullable [] withConnects(String className, byte[] classFile) {
      try {
        return new ClassWeaver<>(ConnectPath.class, className).weave(classFile);
      } catch (Throwable e) {
        paths.connectsFailed(className, e);
        return null;
      }
    }
  }

  /**
   * Registered after {@link Weave}, so that it sees the result. What a later agent makes of it
   * cannot be seen: each agent has its own JVMTI environment, these run in order, and registering
   * again does not move us to the end.
   */
  private final class Witness implements ClassFileTransformer {
    @Override
    public byte @Nullable [] transform(
        @Nullable ClassLoader loader,
        @Nullable String className,
        @Nullable Class<?> redefined,
        @Nullable ProtectionDomain domain,
        byte[] classFile) {
      if (className == null) {
        return null;
      }
      if (AcceptPath.concerns(className)) {
        witnessAccepts(className, classFile);
      }
      if (connects && ConnectPath.concerns(className)) {
        witnessConnects(className, classFile);
      }
      return null;
    }

    private void witnessAccepts(String className, byte[] classFile) {
      try {
        paths.seen(className, new ClassWeaver<>(AcceptPath.class, className).wovenIn(classFile));
      } catch (Throwable e) {
        paths.failed(className, e);
      }
    }

    private void witnessConnects(String className, byte[] classFile) {
      try {
        paths.connectsSeen(
            className, new ClassWeaver<>(ConnectPath.class, className).wovenIn(classFile));
      } catch (Throwable e) {
        paths.connectsFailed(className, e);
      }
    }
  }
}
