package io.acceptlag.agent.telemetry.quiet;

import okhttp3.internal.platform.Jdk9Platform;
import okhttp3.internal.platform.Platform;

/**
 * Replaces okhttp's PlatformRegistry, which asks for the name of the first security provider and so
 * initialises them all. It looks for Conscrypt, Bouncy Castle and OpenJSSE, none of which is in our
 * jar.
 */
public final class QuietPlatform {
  public static final QuietPlatform INSTANCE = new QuietPlatform();

  private QuietPlatform() {}

  public Platform findPlatform() {
    Jdk9Platform platform = Jdk9Platform.Companion.buildIfSupported();
    return platform == null ? new Platform() : platform;
  }

  public boolean isAndroid() {
    return false;
  }
}
