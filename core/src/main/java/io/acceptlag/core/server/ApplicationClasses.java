package io.acceptlag.core.server;

import org.jspecify.annotations.Nullable;

/**
 * Which classes the application has loaded. They are asked for by name, because none of them may be
 * touched.
 */
public interface ApplicationClasses {
  boolean has(String className);

  /**
   * The version in the manifest of the jar that the class comes from. Null if the manifest has
   * none, or if several classes have that name.
   */
  @Nullable String version(String className);
}
