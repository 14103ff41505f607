package io.acceptlag.agent.archive;

import io.acceptlag.agent.jvm.JvmOptions;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/**
 * Tells whether this JVM records classes for an archive: CDS, an AOT cache, or a list of classes to
 * make one of. The JVM is asked, because its options come from many places (argument files, {@code
 * JAVA_TOOL_OPTIONS}, {@code -XX:Flags}, the application's own launcher) and are not always obeyed.
 * It cannot be asked before Java 16. Java 11 runs agents under {@code -Xshare:dump}, and aborts if
 * an agent's thread loads classes meanwhile ("placeholders are not saved").
 *
 * <p>It is asked before the options are read, and this class and {@link JvmOptions} use the JDK
 * only. The reason: a list of classes written by Java 21 or newer includes ours, whatever their
 * loader. The JVM that makes an archive from the list does not find them as ordinary class files,
 * warns about each, and ends at the first whose superclass is missing.
 *
 * <p>The entry cannot ask, because jdk.internal.misc would then be exported to its module, which is
 * the application's.
 */
public final class ClassArchive {
  /**
   * From Java 24 on the last replaces the second. {@code -XX:+RecordDynamicDumpInfo} counts as
   * dumping, although the dump may never be requested. With it the JVM accepts no -javaagent, and
   * classes woven by an attached agent would be missing in the archive.
   */
  private static final String[] QUESTIONS = {
    "isDumpingArchive", "isDumpingClassList", "isLoggingLambdaFormInvokers"
  };

  private static final String[] DUMP_OPTIONS = {
    "-Xshare:dump", "-XX:DumpLoadedClassList=", "-XX:ArchiveClassesAtExit="
  };

  private ClassArchive() {}

  /** Called before the options are read. */
  public static boolean isBeingRecorded(Instrumentation instrumentation) {
    Class<?> cds;
    try {
      cds = Class.forName("jdk.internal.misc.CDS", true, null);
    } catch (ClassNotFoundException e) {
      return JvmOptions.areGiven(DUMP_OPTIONS);
    }
    try {
      export(cds, instrumentation);
    } catch (ReflectiveOperationException | RuntimeException e) {
      return JvmOptions.areGiven(DUMP_OPTIONS);
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

  /** Exports the package of the class to us. */
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
