package io.acceptlag.core.kernel;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A Linux release as {@code uname -r} has it: {@code 6.18.44}, {@code 3.10.0-1160.el7.x86_64}. Red
 * Hat's kernels keep the number that they branched off at and include later changes. A rule in
 * which they differ asks {@link #isRedHat}.
 */
public final class KernelVersion {
  private static final Pattern NUMBER =
      Pattern.compile("(\\d{1,5})\\.(\\d{1,5})(?:\\.(\\d{1,5}))?");
  private static final Pattern RED_HAT = Pattern.compile("\\.el(\\d{1,3})");
  private static final int NONE = -1;

  private final String release;
  private final int major;
  private final int minor;
  private final int patch;
  private final int redHat;

  private KernelVersion(String release, int major, int minor, int patch, int redHat) {
    this.release = release;
    this.major = major;
    this.minor = minor;
    this.patch = patch;
    this.redHat = redHat;
  }

  /** Null if the text does not begin with a version. */
  public static @Nullable KernelVersion parse(String release) {
    Matcher number = NUMBER.matcher(release);
    if (!number.lookingAt()) {
      return null;
    }
    Matcher redHat = RED_HAT.matcher(release);
    return new KernelVersion(
        release,
        Integer.parseInt(number.group(1)),
        Integer.parseInt(number.group(2)),
        number.group(3) == null ? 0 : Integer.parseInt(number.group(3)),
        redHat.find() ? Integer.parseInt(redHat.group(1)) : NONE);
  }

  public boolean isAtLeast(int wantedMajor, int wantedMinor) {
    return major > wantedMajor || (major == wantedMajor && minor >= wantedMinor);
  }

  /** Whether it is a stable release of that very line, from this patch on. */
  public boolean isStableFrom(int wantedMajor, int wantedMinor, int wantedPatch) {
    return major == wantedMajor && minor == wantedMinor && patch >= wantedPatch;
  }

  public boolean isRedHat(int version) {
    return redHat == version;
  }

  @Override
  public String toString() {
    return release;
  }
}
