package io.acceptlag.agent;

/** The version of this agent, as the jar's manifest says it. */
final class OwnVersion {
  private OwnVersion() {}

  /** The loader that made us lies in the jar's open part, where the manifest counts. */
  static String get() {
    Package entry = OwnVersion.class.getClassLoader().getClass().getPackage();
    String version = entry == null ? null : entry.getImplementationVersion();
    return version == null ? "(unknown version)" : version;
  }
}
