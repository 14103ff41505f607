package io.acceptlag.agent;

import java.io.File;
import java.net.URISyntaxException;

/** The version of this agent, from the jar's manifest. */
final class OwnVersion {
  private OwnVersion() {}

  /**
   * Read by way of our loader's class, which is in the part of the jar to which the manifest
   * applies.
   */
  static String get() {
    Package entry = OwnVersion.class.getClassLoader().getClass().getPackage();
    String version = entry == null ? null : entry.getImplementationVersion();
    return version == null ? "(unknown version)" : version;
  }

  static String jar() {
    try {
      return new File(OwnVersion.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .getPath();
    } catch (URISyntaxException e) {
      return "";
    }
  }
}
