package io.acceptlag.probes.procfs;

import io.acceptlag.core.evidence.Registration;
import java.util.function.IntFunction;

/**
 * The epoll sets of this process, as fdinfo lists them (Linux 3.8, 138d22b58696): {@code tfd: 7
 * events: 19 data: 7}, the events in hexadecimal. If a listener was added for one event only, no
 * event is left once it has come.
 */
final class EpollSets {
  // include/uapi/linux/eventpoll.h
  private static final long EPOLLIN = 1;

  private EpollSets() {}

  /**
   * @param descriptors of this process, among which are its epoll sets
   * @param info the kernel's text on each
   * @return unknown if it is in none: it may be in a ring of io_uring
   */
  static Registration registration(int fd, int[] descriptors, IntFunction<String> info) {
    Registration found = Registration.UNKNOWN;
    for (int descriptor : descriptors) {
      for (String line : info.apply(descriptor).split("\n", -1)) {
        long events = eventsOf(fd, line);
        if (events >= 0) {
          if ((events & EPOLLIN) != 0) {
            return Registration.FOR_ACCEPT;
          }
          found = Registration.NOT_FOR_ACCEPT;
        }
      }
    }
    return found;
  }

  /** -1 if the line belongs to another descriptor. */
  private static long eventsOf(int fd, String line) {
    if (!line.startsWith("tfd:")) {
      return -1;
    }
    String[] words = line.substring("tfd:".length()).trim().split("\\s+", 4);
    if (words.length < 3 || !words[0].equals(Integer.toString(fd)) || !words[1].equals("events:")) {
      return -1;
    }
    try {
      return Long.parseLong(words[2], 16);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
