package io.acceptlag.entry;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A jar as it was when it was opened. It is read by a descriptor that stays open, so the file may
 * be removed or replaced. If it is overwritten in place, that is noticed, because everything that
 * is read is checked against the index.
 *
 * <p>JarFile is not used, because on Java 8 it maps the jar's directory into memory. If such a jar
 * is truncated, the next look-up kills the JVM by SIGBUS; if it is overwritten, the garbage may
 * crash it. A FileChannel is not used, because an interrupted thread would close it for all others.
 */
final class CheckedJar {
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END_LENGTH = 22;
  private static final int COMMENT_MAX = 0xffff;
  private static final int HEADER_SIGNATURE = 0x04034b50;
  private static final int HEADER_LENGTH = 30;
  private static final int DEFLATED = 8;

  /**
   * No file of ours is nearly as large. A larger size is garbage, for which no memory is allocated.
   */
  private static final int SIZE_MAX = 1 << 24;

  private final String name;
  private final RandomAccessFile file;
  private final JarIndex index;

  /** Without the header and the checksum of zlib, which zip does not use. */
  private final Inflater inflater = new Inflater(true);

  /**
   * @param folder the folder that is indexed
   * @throws IOException if it is not a jar, or is being written
   */
  CheckedJar(File jar, byte[] folder) throws IOException {
    name = jar.getName();
    file = new RandomAccessFile(jar, "r");
    try {
      index = readIndex(folder);
    } catch (IOException e) {
      file.close();
      throw new IOException(jar + " is not whole: " + e.getMessage());
    }
  }

  private JarIndex readIndex(byte[] folder) throws IOException {
    long length = file.length();
    byte[] tail = read(Math.max(0, length - END_LENGTH), (int) Math.min(length, END_LENGTH));
    int end = endIn(tail);
    if (end < 0) {
      // A comment may follow the end.
      int most = (int) Math.min(length, END_LENGTH + COMMENT_MAX);
      tail = read(length - most, most);
      end = endIn(tail);
    }
    if (end < 0) {
      throw new IOException("it has no end");
    }
    int size = JarIndex.int4(tail, end + 12);
    long offset = JarIndex.int4(tail, end + 16) & 0xffffffffL;
    if (size < 0 || offset + size > length) {
      throw new IOException("its directory is cut short");
    }
    return new JarIndex(read(offset, size), JarIndex.int2(tail, end + 10), folder);
  }

  private static int endIn(byte[] tail) {
    int at = tail.length - END_LENGTH;
    while (at >= 0 && JarIndex.int4(tail, at) != END_SIGNATURE) {
      at--;
    }
    return at;
  }

  /** The number of this file, or {@link JarIndex#NOT_FOUND}. */
  int find(byte[] path) {
    return index.find(path);
  }

  int size(int number) {
    return index.size(number);
  }

  /**
   * The contents of this file.
   *
   * @throws IOException if it is not what was there when the jar was opened
   */
  synchronized byte[] read(int number, byte[] path) throws IOException {
    try {
      return readChecked(number, path);
    } catch (EOFException e) {
      throw changed();
    } catch (DataFormatException e) {
      throw changed();
    } catch (IOException e) {
      throw new IOException(name + " cannot be read any more (" + e.getMessage() + ")");
    }
  }

  void close() throws IOException {
    file.close();
  }

  private IOException changed() {
    return new IOException(name + " was changed while this JVM runs");
  }

  private byte[] readChecked(int number, byte[] path) throws IOException, DataFormatException {
    byte[] header = read(index.offset(number), HEADER_LENGTH + path.length);
    boolean isOfPath =
        JarIndex.int4(header, 0) == HEADER_SIGNATURE
            && JarIndex.int2(header, 26) == path.length
            && JarIndex.startsWith(header, HEADER_LENGTH, path.length, path);
    long dataAt = index.offset(number) + header.length + JarIndex.int2(header, 28);
    byte[] data = read(dataAt, bounded(index.compressedSize(number)));
    boolean isDeflated = JarIndex.int2(header, 8) == DEFLATED;
    byte[] bytes = isDeflated ? inflate(data, bounded(index.size(number))) : data;
    CRC32 crc = new CRC32();
    crc.update(bytes, 0, bytes.length);
    if (!isOfPath || (int) crc.getValue() != index.checksum(number)) {
      throw new DataFormatException();
    }
    return bytes;
  }

  private static int bounded(int size) throws DataFormatException {
    if (size < 0 || size > SIZE_MAX) {
      throw new DataFormatException();
    }
    return size;
  }

  private byte[] inflate(byte[] compressed, int size) throws DataFormatException {
    byte[] bytes = new byte[size];
    inflater.reset();
    inflater.setInput(compressed);
    int filled = 0;
    while (filled < size) {
      int count = inflater.inflate(bytes, filled, size - filled);
      if (count == 0) {
        throw new DataFormatException();
      }
      filled += count;
    }
    return bytes;
  }

  private byte[] read(long offset, int length) throws IOException {
    byte[] bytes = new byte[length];
    file.seek(offset);
    file.readFully(bytes);
    return bytes;
  }
}
