package io.acceptlag.agent.attach;

import io.acceptlag.core.kernel.Errno;
import io.acceptlag.probes.libc.LibC;
import io.acceptlag.probes.libc.jna.JnaLibC;
import io.acceptlag.probes.libc.jna.ProcessCalls;
import io.acceptlag.probes.process.OtherProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * HotSpot's attach protocol, as in attachListener_posix.cpp, because a JRE has no {@code
 * com.sun.tools.attach}. The file {@code .attach_pid} and SIGQUIT make the JVM listen on a unix
 * socket, and each request is a connection of its own. All paths go through /proc/PID/root, which
 * shows what the target sees.
 */
final class AttachSocket {
  static final int SIGQUIT = 3;

  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int ARGUMENTS = 3;
  private static final long LISTENS_MILLIS = 10_000;
  private static final long ANSWERS_MILLIS = 60_000;
  private static final long PAUSE_MILLIS = 10;

  private final OtherProcess process;
  private final LibC libc;
  private final ProcessCalls calls;
  private final TargetFiles files;
  private final Path socket;
  private final ByteBuffer buffer;

  private AttachSocket(OtherProcess process, TargetFiles files) {
    this.process = process;
    this.files = files;
    JnaLibC jna = new JnaLibC();
    libc = jna;
    calls = new ProcessCalls(jna);
    socket = files.path("/tmp/.java_pid" + process.innerPid());
    buffer = libc.allocate(8192);
  }

  static AttachSocket to(OtherProcess process, TargetFiles files) throws RefusedException {
    try {
      return new AttachSocket(process, files);
    } catch (LinkageError | RuntimeException e) {
      throw new RefusedException("the kernel cannot be called from here (jna: " + e + ")");
    }
  }

  /** What the JVM answers, without its status. */
  String ask(String operation, String... arguments) throws RefusedException {
    int fd = connected();
    try {
      send(fd, operation, arguments);
      String reply = receive(fd);
      int end = reply.indexOf('\n');
      String status = end < 0 ? reply : reply.substring(0, end);
      String text = end < 0 ? "" : reply.substring(end + 1);
      if (!status.trim().equals("0")) {
        throw new RefusedException(
            "process " + process.pid() + " answers: " + (text.trim() + " " + status).trim());
      }
      return text;
    } finally {
      libc.close(fd);
    }
  }

  private int connected() throws RefusedException {
    int fd = connect();
    if (fd >= 0) {
      return fd;
    }
    Path trigger = files.path("/tmp/.attach_pid" + process.innerPid());
    try {
      files.create(trigger, new byte[0]);
      int result = calls.kill(process.pid(), SIGQUIT);
      if (result < 0) {
        throw new RefusedException(
            "process " + process.pid() + " cannot be sent a signal (" + Errno.name(-result) + ")");
      }
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LISTENS_MILLIS);
      while (fd < 0 && System.nanoTime() - deadline < 0) {
        pause();
        fd = connect();
      }
    } catch (IOException e) {
      throw new RefusedException("cannot write " + trigger + ": " + e.getMessage());
    } finally {
      TargetFiles.deleteIfThere(trigger);
    }
    if (fd < 0) {
      throw new RefusedException(
          "process "
              + process.pid()
              + " does not answer within 10 s: it hangs, or does not let tools attach");
    }
    return fd;
  }

  /** As its own user: before Java 11 a JVM lets not even root in (JDK-8197387). */
  private int connect() {
    if (!Files.exists(socket)) {
      return -1;
    }
    boolean other = calls.uid() == 0 && process.uid() != 0;
    if (other && calls.become(process.uid(), process.gid()) == 0) {
      int fd = calls.connect(socket.toString());
      calls.become(calls.uid(), calls.gid());
      if (fd >= 0) {
        return fd;
      }
    }
    return calls.connect(socket.toString());
  }

  private void send(int fd, String operation, String... arguments) throws RefusedException {
    StringBuilder request = new StringBuilder("1\0").append(operation).append('\0');
    for (int i = 0; i < ARGUMENTS; i++) {
      request.append(i < arguments.length ? arguments[i] : "").append('\0');
    }
    byte[] bytes = request.toString().getBytes(StandardCharsets.UTF_8);
    if (bytes.length > buffer.capacity()) {
      throw new RefusedException("the options are too long");
    }
    for (int i = 0; i < bytes.length; i++) {
      buffer.put(i, bytes[i]);
    }
    long sent = 0;
    while (sent < bytes.length) {
      long more = libc.send(fd, libc.addressOf(buffer) + sent, bytes.length - sent, MSG_NOSIGNAL);
      if (more < 0) {
        throw new RefusedException(
            "process " + process.pid() + " does not let us in (" + Errno.name((int) -more) + ")");
      }
      sent += more;
    }
  }

  private String receive(int fd) throws RefusedException {
    ByteArrayOutputStream reply = new ByteArrayOutputStream();
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWERS_MILLIS);
    while (true) {
      long length = libc.recv(fd, libc.addressOf(buffer), buffer.capacity(), MSG_DONTWAIT);
      if (length == -Errno.EAGAIN && System.nanoTime() - deadline < 0) {
        pause();
      } else if (length < 0) {
        throw new RefusedException("process " + process.pid() + " does not answer");
      } else if (length == 0 && reply.size() == 0) {
        throw new RefusedException(
            "process " + process.pid() + " does not let this user in; run as its user or as root");
      } else if (length == 0) {
        return new String(reply.toByteArray(), StandardCharsets.UTF_8);
      }
      for (int i = 0; i < length; i++) {
        reply.write(buffer.get(i));
      }
    }
  }

  private static void pause() throws RefusedException {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RefusedException("the command was interrupted");
    }
  }
}
