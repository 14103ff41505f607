package io.acceptlag.probes.procfs;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.evidence.Connections;
import io.acceptlag.core.evidence.Descriptors;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcHostTest {
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             95788                95788                processes
      Max open files            80                   1048576              files
      Max locked memory         8388608              8388608              bytes
      """;

  @TempDir Path root;

  @Test
  void readsTheLimitOfDescriptors() {
    assertEquals(80, ProcHost.descriptorLimit(LIMITS));
    assertEquals(-1, ProcHost.descriptorLimit(LIMITS.replace("80  ", "unlimited")));
    assertEquals(-1, ProcHost.descriptorLimit(""));
  }

  /** ENFILE and EMFILE, as Java 17 words them in English and in German. */
  @Test
  void tellsTheMachinesFilesFromThoseOfTheProcess() {
    String file = "/proc/sys/fs/file-nr ";
    assertTrue(ProcHost.isOfMachine(file + "(Too many open files in system)", false));
    assertFalse(ProcHost.isOfMachine(file + "(Too many open files)", true));
    assertTrue(ProcHost.isOfMachine(file + "(Zu viele offene Dateien im System)", true));
    assertFalse(ProcHost.isOfMachine(file + "(Zu viele offene Dateien)", false));
    assertFalse(ProcHost.isOfMachine("", false), "one was closed meanwhile");
  }

  @Test
  void readsHowLongAThreadWaitedForACpu() {
    assertEquals(66128, runDelay("5120 66128 1\n"));
    assertEquals(-1, runDelay("0\n"));
    assertEquals(-1, runDelay("0 0 0\n"));
    assertEquals(-1, runDelay(""));
  }

  @Test
  void readsHowOftenAThreadGotACpu() {
    String text = "5120 66128 4\n";
    assertEquals(4, ProcHost.runs(text.getBytes(US_ASCII), text.length()));
    assertEquals(-1, ProcHost.runs("0 0 0\n".getBytes(US_ASCII), 6), "not kept");
  }

  /** Linux 6.18; the name is the first thread's, and may be anything. */
  @Test
  void readsTheCpuTimeOfAllThreads() {
    String stat = "42 (a) 1 (b 2) S 1 42 42 0 -1 4194304 5413 0 0 0 14 2 0 0 20 0 24 0 5343 0 0\n";
    assertEquals(160, ProcHost.cpuMillis(stat.getBytes(US_ASCII), stat.length()));
    assertEquals(-1, ProcHost.cpuMillis("42 (a) S 1\n".getBytes(US_ASCII), 11));
    assertEquals(-1, ProcHost.cpuMillis(new byte[0], -1));
  }

  /** Linux 6.18. */
  @Test
  void readsHowLongTasksWaitedForACpu() {
    String pressure =
        """
        some avg10=15.39 avg60=18.63 avg300=11.76 total=54229757
        full avg10=0.00 avg60=0.00 avg300=0.00 total=0
        """;
    assertEquals(
        54_229_757, ProcHost.pressureMicros(pressure.getBytes(US_ASCII), pressure.length()));
    assertEquals(-1, ProcHost.pressureMicros(new byte[0], -1), "kept only since 4.20");
  }

  /** Linux 6.18, a virtual machine of two CPUs, each of which also has a line of its own. */
  @Test
  void readsHowLongTheHypervisorKeptTheCpus() {
    String stat =
        """
        cpu  27892 0 4423 36025 284 0 170 33 0 0
        cpu0 14059 0 2176 17911 145 0 98 17 0 0
        cpu1 13833 0 2247 18114 139 0 72 16 0 0
        intr 1031337 0 14 0
        """;
    assertEquals(165, ProcHost.stolenMillis(stat.getBytes(US_ASCII), stat.length()));
    assertEquals(
        -1, ProcHost.stolenMillis("cpu  1 2 3 4\n".getBytes(US_ASCII), 13), "before 2.6.11");
    assertEquals(-1, ProcHost.stolenMillis(new byte[0], -1));
  }

  @Test
  void descriptorsThatCannotBeListedAreExhausted() throws IOException {
    Path fds = Files.createDirectories(root.resolve("self/fd"));
    Files.writeString(root.resolve("self/limits"), LIMITS);
    ProcHost host = new ProcHost(new Proc(root.toFile()), root.toFile());
    Files.createFile(fds.resolve("0"));
    Descriptors some = host.descriptors();
    assertEquals(1, some.open());
    assertFalse(some.exhausted());
    Files.delete(fds.resolve("0"));
    Files.delete(fds);
    assertTrue(host.descriptors().exhausted());
  }

  @Test
  void withoutProcNothingIsKnown() {
    ProcHost host = new ProcHost(new Proc(root.toFile()), root.toFile());
    assertFalse(host.descriptors().exhausted());
    assertFalse(host.connections(8080, port -> true).known());
  }

  /** As Linux 6.18 has them. One that waits to be accepted has no inode. */
  @Test
  void countsAcceptedConnectionsByPortAndState() throws IOException {
    String head =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid";
    String tcp =
        String.join(
            "\n",
            head + "  timeout inode",
            row("0100007F:1F90 00000000:0000 0A", "15471"),
            row("0100007F:1F90 0100007F:B3A2 01", "15480"),
            row("0100007F:1F90 0100007F:B3A4 01", "0"),
            row("0100007F:1F90 0100007F:B3A8 08", "15481"),
            row("0100007F:1F90 0100007F:B3AA 08", "15482"),
            row("0100007F:1F90 0100007F:B3AC 08", "0"),
            row("0100007F:1F91 0100007F:B3AE 01", "15483"),
            row("0100007F:1F91 0100007F:B3B0 08", "15484"),
            row("0100007F:GGGG 0100007F:B3B2 01", "15485"),
            "   9: 0100007F",
            row("0100007F:B3A2 0100007F:1F90 01", "15479"),
            row("0100007F:1F90 0100007F:B3A6 06", "0"));
    assertEquals("1 2 2", count(tcp, 8080, port -> port == 8081));
    assertEquals("1 2 0", count(tcp, 8080, port -> false));
    assertEquals("0 0 3", count(tcp, 80, port -> port == 8080));
  }

  private static String count(String tcp, int port, IntPredicate listening) throws IOException {
    Connections found =
        NetTcp.count(new BufferedReader(new StringReader(tcp)), any -> true).at(port, listening);
    return found.open() + " " + found.leftByClient() + " " + found.elsewhere();
  }

  private static String row(String addressesAndState, String inode) {
    return "   0: "
        + addressesAndState
        + " 00000000:00000000 00:00000000 00000000     0        0 "
        + inode
        + " 1 0000000000000000 100 0 0 10 0";
  }

  private static long runDelay(String text) {
    return ProcHost.runDelayNanos(text.getBytes(US_ASCII), text.length());
  }
}
