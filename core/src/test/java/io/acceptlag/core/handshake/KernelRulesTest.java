package io.acceptlag.core.handshake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.kernel.KernelVersion;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each rule on both sides of each of its changes. The figures for 6.18 were measured; those of the
 * other kernels follow from their sources.
 */
class KernelRulesTest {
  private static final String RHEL_7 = "3.10.0-1160.el7.x86_64";
  private static final String RHEL_8 = "4.18.0-240.el8.x86_64";

  @ParameterizedTest
  @CsvSource({
    // kernel, backlog, tcp_max_syn_backlog, room
    "2.6.32, 4, 512, 16",
    "2.6.32, 50, 512, 64",
    "3.10.105, 128, 512, 256",
    "3.10.105, 127, 512, 128",
    "3.10.105, 1024, 512, 1024",
    "3.10.105, 1024, 8, 16",
    RHEL_7 + ", 511, 2048, 512",
    "4.1.52, 15, 512, 16",
    "4.1.52, 16, 512, 32",
    "4.4.178, 16, 512, 16",
    "4.4.178, 1024, 8, 1024",
    RHEL_8 + ", 128, 512, 128",
    "4.9.154, 50, 512, 50",
    "4.19.78, 50, 512, 50",
    "5.4.289, 50, 512, 50",
    "5.4.290, 50, 512, 51",
    "5.10.233, 50, 512, 50",
    "5.10.234, 50, 512, 51",
    "5.15.176, 50, 512, 50",
    "5.15.177, 50, 512, 51",
    "6.1.124, 50, 512, 50",
    "6.1.192, 50, 512, 51",
    "6.6.71, 50, 512, 50",
    "6.6.72, 50, 512, 51",
    "6.11.11, 50, 512, 50",
    "6.12.9, 50, 512, 50",
    "6.12.117, 50, 512, 51",
    "6.13.0, 4, 512, 5",
    "6.18.44, 4, 512, 5",
  })
  void synQueue(String kernel, int backlog, int maxSynBacklog, int room) {
    assertEquals(room, SynQueueRule.capacity(version(kernel), backlog, maxSynBacklog));
  }

  @ParameterizedTest
  @CsvSource({"4.1.52, true, -1", "4.4.0, false, 50"})
  void synQueueHeedsMaxSynBacklog(String kernel, boolean heeds, int roomIfNotKnown) {
    assertEquals(heeds, SynQueueRule.heedsMaxSynBacklog(version(kernel)));
    assertEquals(roomIfNotKnown, SynQueueRule.capacity(version(kernel), 50, -1));
  }

  /** Measured on 6.18: of 40 SYNs 13 were answered with 16. */
  @ParameterizedTest
  @CsvSource({"16, 13", "128, 97", "512, 385", "1, 2"})
  void unprovenClients(int maxSynBacklog, int room) {
    assertEquals(room, UnprovenClientsRule.capacity(maxSynBacklog));
  }

  @ParameterizedTest
  @CsvSource({
    "2.6.32, false",
    "3.10.105, false",
    RHEL_7 + ", false",
    "4.1.52, false",
    "4.4.100, false",
    "4.4.178, true",
    "4.9.154, false",
    "4.10.0, true",
    RHEL_8 + ", true",
    "4.19.78, true",
    "6.18.44, true",
  })
  void fullAcceptQueueRefusesEverySyn(String kernel, boolean refuses) {
    assertEquals(refuses, FullAcceptQueueRule.refusesEverySyn(version(kernel)));
  }

  @ParameterizedTest
  @CsvSource({
    "2.6.32, 10",
    "3.8.0, 10",
    "3.9.0, 3",
    "3.10.105, 3",
    RHEL_7 + ", 3",
    "4.4.178, 3",
    "4.6.0, 3",
    "4.7.0, 10",
    "4.9.154, 10",
    RHEL_8 + ", 10",
    "6.18.44, 10",
  })
  void dropsWithoutCookies(String kernel, long drops) {
    assertEquals(drops, ListenCountersRule.drops(version(kernel), 10, 7));
    assertEquals(10, ListenCountersRule.drops(version(kernel), 10, -1));
    assertEquals(-1, ListenCountersRule.drops(version(kernel), -1, 7));
  }

  @ParameterizedTest
  @CsvSource({"2.6.32, false", "3.8.0, false", "3.9.0, true", RHEL_7 + ", true", "6.18.44, true"})
  void overflowsCountSyns(String kernel, boolean count) {
    assertEquals(count, ListenCountersRule.overflowsCountSyns(version(kernel)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.6.32  |5|-1| 3, 9, 21, 45, 93                   | 189",
        "3.0.101 |5|-1| 3, 9, 21, 45, 93                   | 189",
        "3.1.0   |6|-1| 1, 3, 7, 15, 31, 63                | 127",
        "4.4.178 |6|-1| 1, 3, 7, 15, 31, 63                | 127",
        "6.1.192 |6|-1| 1, 3, 7, 15, 31, 63                | 127",
        "6.4.0   |6| 4| 1, 3, 7, 15, 31, 63                | 127",
        "6.5.0   |6| 4| 1, 2, 3, 4, 5, 7, 11, 19, 35, 67   | 131",
        "6.6.9   |6| 4| 1, 2, 3, 4, 5, 7, 11, 19, 35, 67   | 131",
        "6.18.44 |6| 4| 1, 2, 3, 4, 5, 7, 11, 19, 35, 67   | 131",
        "6.18.44 |6| 0| 1, 3, 7, 15, 31, 63                | 127",
        "6.18.44 |2| 2| 1, 2, 3, 5                         | 9",
        "6.1.192 |8|-1| 1, 3, 7, 15, 31, 63, 127, 247      | 367",
      })
  void synIsSentAgain(String kernel, int retries, int linear, String resends, long giveUp) {
    RetrySchedule schedule = SynRetryRule.schedule(version(kernel), retries, linear);
    assertEquals(resends, schedule.resendsText());
    assertEquals(giveUp, schedule.giveUpSeconds());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.6.32|3, 9, 21, 45, 93|189",
        "3.10.105|1, 3, 7, 15, 31|63",
        "6.18|1, 3, 7, 15, 31|63"
      })
  void synAckIsSentAgain(String kernel, String resends, long giveUp) {
    RetrySchedule schedule = SynAckRetryRule.schedule(version(kernel), 5);
    assertEquals(resends, schedule.resendsText());
    assertEquals(giveUp, schedule.giveUpSeconds());
    assertEquals(List.of(), SynAckRetryRule.schedule(version(kernel), 0).resendSeconds());
  }

  @ParameterizedTest
  @CsvSource({
    "2.6.32, 128",
    RHEL_7 + ", 128",
    RHEL_8 + ", 128",
    "3.10.105, 128",
    "4.4.178, 128",
    "4.9.154, 128",
    "4.19.78, 128",
    "5.0.0, 128",
    "5.4.286, 4096",
    "6.1.192, 4096",
    "6.6.9, 4096",
    "6.18.44, 4096",
  })
  void somaxconn(String kernel, int value) {
    assertEquals(value, SomaxconnRule.defaultValue(version(kernel)));
  }

  @ParameterizedTest
  @CsvSource({
    "2.6.32, 0, true",
    RHEL_7 + ", 0, true",
    "4.11.0, 0, true",
    "4.12.4, 0, false",
    "4.14.177, 0, false",
    RHEL_8 + ", 2, false",
    "4.19.78, 2, false",
    "6.18.44, 2, false",
  })
  void timeWait(String kernel, int reuse, boolean recycle) {
    assertEquals(reuse, TimeWaitRule.defaultReuse(version(kernel)));
    assertEquals(recycle, TimeWaitRule.hasRecycle(version(kernel)));
  }

  @ParameterizedTest
  @CsvSource({
    "2.6.32, false",
    RHEL_7 + ", false",
    "4.4.178, false",
    "4.9.154, true",
    RHEL_8 + ", true",
    "6.18.44, true",
  })
  void connectSlowsDownAtHalf(String kernel, boolean slows) {
    assertEquals(slows, PortSearchRule.slowsDownAtHalf(version(kernel)));
  }

  private static KernelVersion version(String release) {
    return Objects.requireNonNull(KernelVersion.parse(release), release);
  }
}
