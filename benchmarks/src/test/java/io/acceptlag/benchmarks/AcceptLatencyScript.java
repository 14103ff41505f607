package io.acceptlag.benchmarks;

import java.io.IOException;
import java.util.List;

/**
 * What one would write in eBPF instead: for each accept, how long after its handshake. It uses
 * tracepoints, which a kernel without kprobes has as well, and follows the accepted descriptor to
 * its socket by the kernel's own types.
 */
final class AcceptLatencyScript implements AutoCloseable {
  private static final String SCRIPT =
      """
      tracepoint:sock:inet_sock_set_state
      /args->oldstate == 3 && args->newstate == 1/
      {
        @arrived[(uint64)args->skaddr] = nsecs;
      }

      tracepoint:syscalls:sys_exit_accept,
      tracepoint:syscalls:sys_exit_accept4
      /args->ret >= 0/
      {
        $task = (struct task_struct *)curtask;
        $file = *($task->files->fdt->fd + args->ret);
        $socket = (uint64)((struct socket *)$file->private_data)->sk;
        $at = @arrived[$socket];
        if ($at) {
          @wait_us = hist((nsecs - $at) / 1000);
          delete(@arrived[$socket]);
          if (@attached == 1 && @measured == 0) {
            @measured = 1;
            printf("MEASURED\\n");
          }
        }
      }

      interval:ms:50
      {
        if (@attached == 0) {
          printf("ATTACHED\\n");
        }
        @attached = 1;
      }
      """;

  /** In a mount namespace of its own, since tracefs may not be mounted. */
  private static final List<String> COMMAND =
      List.of(
          "unshare",
          "-m",
          "sh",
          "-c",
          "mountpoint -q /sys/kernel/tracing || mount -t tracefs none /sys/kernel/tracing;"
              + " exec bpftrace -e \"$1\"",
          "sh",
          SCRIPT);

  private final Program bpftrace;

  private AcceptLatencyScript(Program bpftrace) {
    this.bpftrace = bpftrace;
  }

  /**
   * Attached to the kernel, and to every process of this machine.
   *
   * @throws IOException where that is not possible, with the reason in the words of what failed
   */
  static AcceptLatencyScript attach() throws IOException, InterruptedException {
    Program bpftrace = Program.start(COMMAND);
    if (!bpftrace.saysBeforeItEnds("^ATTACHED")) {
      bpftrace.close();
      throw new IOException(bpftrace.lastWords());
    }
    return new AcceptLatencyScript(bpftrace);
  }

  /** Returns once it has measured a wait; it does not while nothing is accepted. */
  void awaitFirstWait() throws InterruptedException {
    bpftrace.await("^MEASURED");
  }

  @Override
  public void close() {
    bpftrace.close();
  }
}
