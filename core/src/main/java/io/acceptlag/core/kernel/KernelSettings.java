package io.acceptlag.core.kernel;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The settings as one host has them; those that could not be read are absent. */
public final class KernelSettings {
  public static final int UNKNOWN = -1;

  /** Where nothing could be read. */
  public static final KernelSettings NONE = new KernelSettings(Collections.emptyMap());

  private final Map<KernelSetting, String> texts;

  /**
   * @param texts as /proc/sys has them, without the end of the line
   */
  public KernelSettings(Map<KernelSetting, String> texts) {
    this.texts = new EnumMap<>(KernelSetting.class);
    this.texts.putAll(texts);
  }

  /** As the kernel spells it; null where it cannot be read. */
  public @Nullable String text(KernelSetting setting) {
    return texts.get(setting);
  }

  /** {@link #UNKNOWN} where it cannot be read or is no number. */
  public int number(KernelSetting setting) {
    String text = texts.get(setting);
    try {
      return text == null ? UNKNOWN : Integer.parseInt(text);
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }

  /** Ports that connect() may choose from; {@link #UNKNOWN} where the range cannot be read. */
  public int localPorts() {
    int first = firstLocalPort();
    int last = lastLocalPort();
    return first < 0 || last < 0 ? UNKNOWN : Math.max(0, last - first + 1);
  }

  /** {@link #UNKNOWN} where the range cannot be read. */
  public int firstLocalPort() {
    return endOfRange(0);
  }

  public int lastLocalPort() {
    return endOfRange(1);
  }

  /** Whether connect() may choose that port, as far as the range is known. */
  public boolean isLocalPort(int port) {
    return firstLocalPort() >= 0 && port >= firstLocalPort() && port <= lastLocalPort();
  }

  /** {@code 32768 to 60999}; empty where the range cannot be read. */
  public String localPortsText() {
    return localPorts() < 0 ? "" : firstLocalPort() + " to " + lastLocalPort();
  }

  private int endOfRange(int which) {
    String text = texts.get(KernelSetting.LOCAL_PORT_RANGE);
    String[] ends = text == null ? new String[0] : text.trim().split("\\s+");
    try {
      return ends.length == 2 ? Integer.parseInt(ends[which]) : UNKNOWN;
    } catch (NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
