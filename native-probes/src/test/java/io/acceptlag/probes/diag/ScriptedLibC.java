package io.acceptlag.probes.diag;

import io.acceptlag.probes.libc.LibC;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** A kernel whose answers are given; of the calls it has those of a dump. */
final class ScriptedLibC implements LibC {
  private static final int FD = 42;

  int socket = FD;

  /** Negative where it is refused. */
  long sent;

  /** In hexadecimal; recv() gives 0 when there are no more. */
  final List<String> answers = new ArrayList<>();

  int closed;
  String lastRequest = "";
  private ByteBuffer memory = ByteBuffer.allocate(0);

  @Override
  public int socket(int domain, int type, int protocol) {
    return socket;
  }

  @Override
  public long send(int fd, long buffer, long length, int flags) {
    if (sent < 0) {
      return sent;
    }
    byte[] request = new byte[(int) length];
    memory.get(0, request);
    lastRequest = HexFormat.of().formatHex(request);
    return length;
  }

  @Override
  public long recv(int fd, long buffer, long length, int flags) {
    if (answers.isEmpty()) {
      return 0;
    }
    byte[] answer = HexFormat.of().parseHex(answers.remove(0));
    memory.put(0, answer);
    return answer.length;
  }

  @Override
  public int close(int fd) {
    closed += fd == FD ? 1 : 0;
    return 0;
  }

  @Override
  public ByteBuffer allocate(int bytes) {
    memory = ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    return memory;
  }

  @Override
  public long addressOf(ByteBuffer direct) {
    return 0;
  }

  @Override
  public String name() {
    return "scripted";
  }

  @Override
  public int getsockopt(int fd, int level, int option, long value, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getsockname(int fd, long address, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int getpeername(int fd, long address, long length) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int clockGetres(int clock, long timespec) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int ioctl(int fd, long request, long address) {
    throw new UnsupportedOperationException();
  }

  @Override
  public int open(long path, int flags, int mode) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long readlink(long path, long buffer, long size) {
    throw new UnsupportedOperationException();
  }
}
