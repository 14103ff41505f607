package io.acceptlag.core.blackbox;

import java.nio.charset.StandardCharsets;

/**
 * Bytes that are written or read in sequence. A number takes seven bits per byte, lowest first.
 * What no longer fits is left out, and {@link #fits} says so.
 */
final class Bytes {
  private final byte[] bytes;
  private final int end;
  private int at;
  private boolean fits = true;

  Bytes(int capacity) {
    this(new byte[capacity], 0, capacity);
  }

  Bytes(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    at = from;
    this.end = end;
  }

  void clear() {
    at = 0;
    fits = true;
  }

  byte[] array() {
    return bytes;
  }

  int at() {
    return at;
  }

  /** Discards what was written from this position on. */
  void backTo(int position) {
    at = position;
    fits = true;
  }

  /** Whether everything written found room, and everything read was there. */
  boolean fits() {
    return fits;
  }

  void number(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      octet(((int) rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    octet((int) rest);
  }

  long number() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      int octet = octet();
      value |= (octet & 0x7fL) << shift;
      if ((octet & 0x80) == 0) {
        return value;
      }
    }
    fits = false;
    return 0;
  }

  void octet(int value) {
    if (at >= end) {
      fits = false;
      return;
    }
    bytes[at++] = (byte) value;
  }

  int octet() {
    if (at >= end) {
      fits = false;
      return 0;
    }
    return bytes[at++] & 0xff;
  }

  void fixed(long value, int octets) {
    for (int shift = 8 * (octets - 1); shift >= 0; shift -= 8) {
      octet((int) (value >>> shift) & 0xff);
    }
  }

  long fixed(int octets) {
    long value = 0;
    for (int i = 0; i < octets; i++) {
      value = (value << 8) | octet();
    }
    return value;
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    raw(utf8, 0, utf8.length);
  }

  String text() {
    long length = number();
    if (length < 0 || length > end - at) {
      fits = false;
      return "";
    }
    String text = new String(bytes, at, (int) length, StandardCharsets.UTF_8);
    at += (int) length;
    return text;
  }

  void raw(byte[] from, int start, int length) {
    if (length > end - at) {
      fits = false;
      return;
    }
    System.arraycopy(from, start, bytes, at, length);
    at += length;
  }

  /** A checksum (FNV-1a), which reveals a write that was cut off in the middle. */
  static int check(byte[] bytes, int from, int length) {
    int hash = 0x811c9dc5;
    for (int i = from; i < from + length; i++) {
      hash = (hash ^ (bytes[i] & 0xff)) * 0x01000193;
    }
    return hash;
  }
}
