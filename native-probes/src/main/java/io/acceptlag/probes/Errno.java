package io.acceptlag.probes;

/** The kernel's errors by name. */
final class Errno {
  private static final int EAGAIN = 11;
  private static final int ENOMEM = 12;
  private static final int ENFILE = 23;
  private static final int EMFILE = 24;
  private static final int ENOBUFS = 105;

  private Errno() {}

  /** Whether the same call may succeed later. */
  static boolean isWantOfRoom(int errno) {
    return errno == EAGAIN
        || errno == ENOMEM
        || errno == ENFILE
        || errno == EMFILE
        || errno == ENOBUFS;
  }

  /** Those that seccomp filters, old kernels and other kinds of socket answer with. */
  static String name(int errno) {
    switch (errno) {
      case 1:
        return "EPERM";
      case 2:
        return "ENOENT";
      case 9:
        return "EBADF";
      case 13:
        return "EACCES";
      case 22:
        return "EINVAL";
      case 38:
        return "ENOSYS";
      case 24:
        return "EMFILE";
      case 92:
        return "ENOPROTOOPT";
      case 95:
        return "EOPNOTSUPP";
      case 97:
        return "EAFNOSUPPORT";
      default:
        return "errno " + errno;
    }
  }
}
