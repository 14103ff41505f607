package io.acceptlag.probes.procfs;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;

/** A class of its own, because verifying a class that names java.nio.file may load it. */
final class LinkedInode {
  private static final String SOCKET = "socket:[";

  private LinkedInode() {}

  /** The inode of a socket, from the link to it; 0 if it is no socket. */
  static long of(File link) {
    try {
      String target = Files.readSymbolicLink(link.toPath()).toString();
      return target.startsWith(SOCKET)
          ? Long.parseLong(target.substring(SOCKET.length(), target.length() - 1))
          : 0;
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }
}
