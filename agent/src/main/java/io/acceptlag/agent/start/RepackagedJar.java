package io.acceptlag.agent.start;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The agent was packed into another jar, mostly the application's own ("uber jar"). Its classes
 * would then be the application's as well, and its libraries may have been replaced by others.
 */
final class RepackagedJar implements Function<Start, @Nullable String> {
  @Override
  public @Nullable String apply(Start start) {
    // The loader that made us was made by the open part of the jar, where the manifest counts.
    Package entry = RepackagedJar.class.getClassLoader().getClass().getPackage();
    String title = entry == null ? null : entry.getImplementationTitle();
    return "acceptlag".equals(title)
        ? null
        : "WARN acceptlag was packed into another jar"
            + (title == null ? "" : ", that of \"" + title + '"')
            + ". Give the JVM the jar as it was built: -javaagent:acceptlag.jar;"
            + " the application runs without acceptlag";
  }
}
