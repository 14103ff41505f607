package io.acceptlag.agent.instrument;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Weaves the accept methods as their classes load, and those of classes already loaded.
 *
 * <p>The transformers stay registered: when another agent transforms a class again, the JVM starts
 * from its original bytes, and a hook whose transformer is gone would vanish without a word.
 */
public final class AcceptInstrumentation {
  private final Instrumentation instrumentation;
  private final WovenPaths paths;
  private final BiConsumer<String, @Nullable ClassLoader> classSeen;
  private final boolean connects;
  private final ClassFileTransformer weave = new Weave();
  private final ClassFileTransformer witness = new Witness();

  /**
   * @param connects whether to weave what connects as well
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

  /** From here on, every class that loads is woven if need be. */
  public void install() {
    // Whatever a transformer asks for each class must be loaded before: its own loading would ask
    // it.
    AcceptPath.concerns("");
    ConnectPath.concerns("");
    loadWhatIsExtended();
    instrumentation.addTransformer(weave, true);
    instrumentation.addTransformer(witness, true);
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      String name = loaded.getName().replace('.', '/');
      classSeen.accept(name, loaded.getClassLoader());
      if (AcceptPath.concerns(name) || (connects && ConnectPath.concerns(name))) {
        weaveAgain(loaded);
      }
    }
  }

  /** All classes are as they would be without us, for those who call them from now on. */
  public void uninstall() {
    instrumentation.removeTransformer(weave);
    instrumentation.removeTransformer(witness);
    List<Class<?>> woven = new ArrayList<>();
    for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
      String name = loaded.getName().replace('.', '/');
      if (AcceptPath.concerns(name) || (connects && ConnectPath.concerns(name))) {
        woven.add(loaded);
      }
    }
    try {
      // All at once, because each time stops the application.
      instrumentation.retransformClasses(woven.toArray(new Class<?>[0]));
    } catch (Exception | LinkageError e) {
      // Another agent's doing: what is left calls hooks that do nothing.
    }
  }

  /**
   * Loads the classes that applications and the JDK extend before we weave, so that they may come
   * from an archive of classes and are woven in place. Woven while it loads, a class cannot come
   * from there, and no subclass can either: the JVM takes one from an archive only if it has its
   * superclass from there. Loading does not initialise them.
   */
  private void loadWhatIsExtended() {
    try {
      Class.forName("java.net.ServerSocket", false, null);
      if (connects) {
        Class.forName("java.net.Socket", false, null);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      // The application will see the same failure; if the class loads after all, it is woven then.
    }
  }

  /**
   * Loads the JDK's accept classes, so that it is known whether they are woven. Loading does not
   * initialise them; still it is work that must not stand before the application's.
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
    } catch (Exception | LinkageError e) {
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
        // Whatever the class file is, the application gets it as it was.
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
   * Registered after {@link Weave}, so that it is shown what came of it. What an agent given after
   * ours makes of it cannot be seen: each agent has its own JVMTI environment, they run one after
   * another, and registering again does not move us to the end.
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
