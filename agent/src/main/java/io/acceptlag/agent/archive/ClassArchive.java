package io.acceptlag.agent.archive;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether this JVM records classes for an archive: CDS, an AOT cache, or a list of classes to
 * make one of. The JVM is asked, because its options come by many ways (argument files, {@code
 * JAVA_TOOL_OPTIONS}, {@code -XX:Flags}, a launcher of the application's own) and are not always
 * obeyed. It cannot be asked before Java 16: see {@link DumpOptions}.
 *
 * <p>It is asked before the options are read, and this class knows the JDK only: a list of classes
 * that Java 21 or newer writes has ours too, whatever their loader, and the JVM that makes an
 * archive of it does not find them as ordinary class files. It warns of each, and ends at the first
 * that lacks its superclass.
 *
 * <p>The entry cannot ask, because its module is the application's, to which jdk.internal.misc
 * would be exported.
 */
public final class ClassArchive {
  /**
   * The last is the second's name from Java 24 on. {@code -XX:+RecordDynamicDumpInfo} counts as
   * dumping, although nobody may ever ask for the dump: the JVM takes no -javaagent then, and what
   * is woven by one that is attached would be missing in the archive.
   */
  private static final String[] QUESTIONS = {
    "isDumpingArchive", "isDumpingClassList", "isLoggingLambdaFormInvokers"
  };

  private ClassArchive() {}

  /** Called before the options are read. */
  public static boolean isBeingRecorded(Instrumentation instrumentation) {
    Class<?> cds;
    try {
      cds = Class.forName("jdk.internal.misc.CDS", true, null);
    } catch (ClassNotFoundException e) {
      return DumpOptions.areGiven();
    }
    try {
      export(cds, instrumentation);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return DumpOptions.areGiven();
    }
    for (String question : QUESTIONS) {
      if (isYes(cds, question)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isYes(Class<?> cds, String question) {
    try {
      return (Boolean) cds.getMethod(question).invoke(null);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }

  /** Exports the class's package to us. */
  private static void export(Class<?> type, Instrumentation instrumentation)
      throws ReflectiveOperationException {
    Class<?> moduleType = Class.forName("java.lang.Module");
    Method getModule = Class.class.getMethod("getModule");
    Object ours = getModule.invoke(ClassArchive.class);
    Map<String, Set<?>> exports =
        Collections.singletonMap("jdk.internal.misc", Collections.singleton(ours));
    Instrumentation.class
        .getMethod(
            "redefineModule", moduleType, Set.class, Map.class, Map.class, Set.class, Map.class)
        .invoke(
            instrumentation,
            getModule.invoke(type),
            Collections.emptySet(),
            exports,
            Collections.emptyMap(),
            Collections.emptySet(),
            Collections.emptyMap());
  }
}
