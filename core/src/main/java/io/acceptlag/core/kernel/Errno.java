package io.acceptlag.core.kernel;

/**
 * The kernel's errors: their numbers on Linux, and their names. Here they are positive; a call that
 * fails returns the negative number, {@code -errno}.
 */
public final class Errno {
  public static final int EIO = 5;
  public static final int ENXIO = 6;
  public static final int EBADF = 9;
  public static final int EAGAIN = 11;
  public static final int EISDIR = 21;
  public static final int EINVAL = 22;
  public static final int ENOSYS = 38;
  public static final int ELOOP = 40;
  public static final int ENODATA = 61;
  public static final int ENOTSOCK = 88;
  public static final int ENOPROTOOPT = 92;
  public static final int EOPNOTSUPP = 95;

  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int ENOMEM = 12;
  private static final int EACCES = 13;
  private static final int ENFILE = 23;
  private static final int EMFILE = 24;
  private static final int EAFNOSUPPORT = 97;
  private static final int ENOBUFS = 105;

  private Errno() {}

  /** Whether the call failed for lack of memory or descriptors, and may succeed later. */
  public static boolean isWantOfRoom(int errno) {
    return errno == EAGAIN
        || errno == ENOMEM
        || errno == ENFILE
        || errno == EMFILE
        || errno == ENOBUFS;
  }

  /**
   * The name of an error that seccomp filters, old kernels or other kinds of socket give; the
   * number of others.
   */
  public static String name(int errno) {
    switch (errno) {
      case EPERM:
        return "EPERM";
      case ENOENT:
        return "ENOENT";
      case EBADF:
        return "EBADF";
      case EACCES:
        return "EACCES";
      case EINVAL:
        return "EINVAL";
      case ENOSYS:
        return "ENOSYS";
      case EMFILE:
        return "EMFILE";
      case ENOPROTOOPT:
        return "ENOPROTOOPT";
      case EOPNOTSUPP:
        return "EOPNOTSUPP";
      case EAFNOSUPPORT:
        return "EAFNOSUPPORT";
      default:
        return "errno " + errno;
    }
  }
}
