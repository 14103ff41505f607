package io.acceptlag.agent;

import java.io.File;
import java.net.URISyntaxException;

/** The version of this agent, as the jar's manifest says it, and the jar. */
final class OwnVersion {
  private OwnVersion() {}

  /** The loader that made us lies in the jar's open part, where the manifest counts. */
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
