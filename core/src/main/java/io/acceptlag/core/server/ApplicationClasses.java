package io.acceptlag.core.server;

import org.jspecify.annotations.Nullable;

/** What the application has loaded. Asked by name, because nothing of it may be touched. */
public interface ApplicationClasses {
  boolean has(String className);

  /**
   * The version in the manifest of the jar that the class is from. Null where it has none, or where
   * several classes have that name.
   */
  @Nullable String version(String className);
}
