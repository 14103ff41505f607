package io.acceptlag.core.blackbox;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A black box as the bytes of its file: a head of 512 bytes, the slots of each resolution, and the
 * entries. A change that moves anything must increment {@link #FORMAT}. A figure or part added at
 * the end of its list need not, because readers skip what they do not know.
 */
public final class Image {
  static final int FORMAT = 1;

  private static final String MAGIC = "acceptlag black box\n";
  private static final int HEAD = 512;

  /** Where the entries begin. */
  static final int ENTRIES =
      offset(Resolution.MINUTE) + Resolution.MINUTE.slots() * Resolution.MINUTE.slotBytes();

  /** The size of an image. */
  public static final int BYTES = ENTRIES + Ledger.BYTES;

  private final Map<String, String> head;
  private final byte[] bytes;

  private Image(Map<String, String> head, byte[] bytes) {
    this.head = head;
    this.bytes = bytes;
  }

  /** Where the slots of a resolution begin. */
  static int offset(Resolution resolution) {
    int offset = HEAD;
    for (Resolution each : Resolution.values()) {
      if (each == resolution) {
        return offset;
      }
      offset += each.slots() * each.slotBytes();
    }
    throw new IllegalArgumentException(resolution.name());
  }

  /** The bytes of a head, which is the beginning of an image. */
  static byte[] head(Map<String, String> values) {
    StringBuilder text = new StringBuilder(MAGIC).append("format=").append(FORMAT).append('\n');
    for (Map.Entry<String, String> each : values.entrySet()) {
      text.append(each.getKey())
          .append('=')
          .append(each.getValue().replace('\n', ' '))
          .append('\n');
    }
    byte[] head = new byte[HEAD];
    byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
    System.arraycopy(utf8, 0, head, 0, Math.min(utf8.length, HEAD - 1));
    return head;
  }

  /**
   * @throws IllegalArgumentException if it is not an image; the message says why, as in {@code it
   *     is cut short}
   */
  public static Image of(byte[] bytes) {
    if (bytes.length == 0) {
      throw new IllegalArgumentException("it is empty");
    }
    if (!hasMagic(bytes)) {
      throw new IllegalArgumentException("it is no black box of acceptlag");
    }
    if (bytes.length < HEAD) {
      throw new IllegalArgumentException(cutShort(bytes));
    }
    Map<String, String> head = headOf(bytes);
    String format = head.getOrDefault("format", "");
    if (!format.equals(Integer.toString(FORMAT))) {
      throw new IllegalArgumentException(
          "it was written by acceptlag "
              + head.getOrDefault("version", "of another version")
              + ", in format "
              + format
              + "; this one reads format "
              + FORMAT
              + ". Take the jar that wrote it");
    }
    if (bytes.length < BYTES) {
      throw new IllegalArgumentException(cutShort(bytes));
    }
    return new Image(head, bytes);
  }

  private static String cutShort(byte[] bytes) {
    return "it is cut short: it has " + bytes.length + " of " + BYTES + " bytes";
  }

  private static boolean hasMagic(byte[] bytes) {
    byte[] magic = MAGIC.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < magic.length; i++) {
      if (i >= bytes.length || bytes[i] != magic[i]) {
        return false;
      }
    }
    return true;
  }

  private static Map<String, String> headOf(byte[] bytes) {
    int end = 0;
    while (end < HEAD && end < bytes.length && bytes[end] != 0) {
      end++;
    }
    Map<String, String> head = new LinkedHashMap<>();
    for (String line : new String(bytes, 0, end, StandardCharsets.UTF_8).split("\n", -1)) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        head.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return head;
  }

  /** The value of a key of the head; empty where there is none. */
  public String head(String key) {
    return head.getOrDefault(key, "");
  }

  public byte[] bytes() {
    return bytes;
  }

  /** The frames of a resolution, oldest first, without those older than its span. */
  public List<Frame> frames(Resolution resolution) {
    List<Frame> frames = new ArrayList<>();
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < resolution.slots(); i++) {
      Frame frame = frame(resolution, i);
      if (frame != null) {
        frames.add(frame);
        latest = Math.max(latest, frame.startSeconds());
      }
    }
    long oldest = latest - resolution.spanSeconds();
    frames.removeIf(frame -> frame.startSeconds() <= oldest);
    frames.sort((a, b) -> Long.compare(a.startSeconds(), b.startSeconds()));
    return frames;
  }

  private @Nullable Frame frame(Resolution resolution, int slot) {
    int offset = offset(resolution) + slot * resolution.slotBytes();
    return Track.read(bytes, offset, resolution.slotBytes());
  }

  /** The reports, oldest first. */
  public List<Entry> entries() {
    return Ledger.read(bytes, ENTRIES);
  }
}
