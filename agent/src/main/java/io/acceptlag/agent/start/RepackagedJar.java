package io.acceptlag.agent.start;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Objects if the agent was packed into another jar, mostly the application's own ("uber jar"). Its
 * classes would then be visible to the application, and its libraries may have been replaced by
 * others.
 */
final class RepackagedJar implements Function<Start, @Nullable String> {
  @Override
  public @Nullable String apply(Start start) {
    // By way of our loader's class, which is in the part of the jar to which the manifest applies.
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
