package io.acceptlag.core.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.KernelSettings;
import io.acceptlag.core.kernel.KernelVersion;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.LossCounter;
import io.acceptlag.core.kernel.Losses;
import io.acceptlag.core.kernel.NamespaceCounters;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdvisorTest {
  private final Map<KernelSetting, String> settings = new EnumMap<>(KernelSetting.class);
  private String kernel = "6.18.44";
  private boolean inPod;
  private Losses losses = Losses.UNKNOWN;
  private NamespaceCounters counters = NamespaceCounters.of(0, 0, 0, 0, 0, 0);

  AdvisorTest() {
    settings.put(KernelSetting.SOMAXCONN, "4096");
    settings.put(KernelSetting.MAX_SYN_BACKLOG, "512");
    settings.put(KernelSetting.SYN_COOKIES, "1");
    settings.put(KernelSetting.ABORT_ON_OVERFLOW, "0");
    settings.put(KernelSetting.SYNACK_RETRIES, "5");
    settings.put(KernelSetting.SYN_RETRIES, "6");
    settings.put(KernelSetting.SYN_LINEAR_TIMEOUTS, "4");
    settings.put(KernelSetting.LOCAL_PORT_RANGE, "32768\t60999");
    settings.put(KernelSetting.TW_REUSE, "2");
  }

  @Test
  void ofAHealthyHostNothing() {
    assertEquals(List.of(), advise());
    assertEquals(List.of(), advise(listener(8080, 3, 100, 0), listener(8081, 0, 4096, 12)));
  }

  @Test
  void saysNothingOfAHostThatShowsNothing() {
    settings.clear();
    counters = NamespaceCounters.UNKNOWN;
    assertEquals(List.of(), advise(listener(8080, 3, -1, -1)));
  }

  @Test
  void conntracksTableIsFull() {
    settings.put(KernelSetting.CONNTRACK_MAX, "1000");
    losses = new Losses(Map.of(LossCounter.CONNTRACK_DROPS, 12L), 950);
    Advice advice = only(advise());
    assertEquals("raise net.netfilter.nf_conntrack_max on the host (it is 1000)", advice.what());
    assertTrue(advice.why().startsWith("950 of 1000 connections are tracked"), advice.why());
    losses = new Losses(Map.of(LossCounter.CONNTRACK_DROPS, 12L), 300);
    advice = only(advise());
    assertTrue(advice.what().startsWith("find out when conntrack dropped packets"), advice.what());
    assertTrue(advice.why().endsWith("it has 300 of 1000 now."), advice.why());
    losses = new Losses(Map.of(LossCounter.CONNTRACK_DROPS, 0L), 300);
    assertEquals(List.of(), advise());
  }

  @Test
  void noRoomInTimeWait() {
    settings.put(KernelSetting.MAX_TIME_WAIT, "100");
    losses = new Losses(Map.of(LossCounter.TIME_WAIT_OVERFLOW, 7L), -1);
    assertEquals("raise net.ipv4.tcp_max_tw_buckets (it is 100)", only(advise()).what());
  }

  @Test
  void portsThatConnectionsMayTake() {
    ListenerState[] listeners = {
      listener(8080, 0, 100, 0), listener(40050, 0, 100, 0), listener(40060, 0, 100, 0)
    };
    assertEquals(List.of(), ReservedPorts.lacking(host(listeners)));
    settings.put(KernelSetting.RESERVED_PORTS, "");
    assertEquals(List.of(40050, 40060), ReservedPorts.lacking(host(listeners)));
    settings.put(KernelSetting.RESERVED_PORTS, "8080,40000-40055,50000");
    assertEquals(List.of(40060), ReservedPorts.lacking(host(listeners)));
    assertEquals(List.of(), advise(listeners));
  }

  @Test
  void aCutBacklog() {
    settings.put(KernelSetting.SOMAXCONN, "128");
    assertEquals(List.of(), advise(listener(8080, 0, 50, 0)));
    Advice advice = only(advise(listener(8080, 0, 128, 0), listener(8081, 0, 50, 0)));
    assertEquals("sysctl -w net.core.somaxconn=4096, then restart the server", advice.what());
    assertTrue(advice.why().startsWith("10.0.0.1:8080 got a limit of 128,"), advice.why());
  }

  @Test
  void cookiesOff() {
    settings.put(KernelSetting.SYN_COOKIES, "0");
    counters = NamespaceCounters.of(0, 31, 31);
    Advice advice = only(advise(listener(8080, 0, 100, 31), listener(8081, 0, 8, 0)));
    assertEquals("sysctl -w net.ipv4.tcp_syncookies=1", advice.what());
    assertTrue(advice.why().contains("(31 were dropped so)"), advice.why());
    assertTrue(advice.why().contains("that of 10.0.0.1:8081 has room for 9."), advice.why());
  }

  @Test
  void roomOfTheSynQueueIsThatOfThisKernel() {
    settings.put(KernelSetting.SYN_COOKIES, "0");
    kernel = "3.10.0-1160.el7.x86_64";
    Advice advice = only(advise(listener(8081, 0, 8, 0)));
    assertTrue(advice.why().contains("has room for 16."), advice.why());
    settings.put(KernelSetting.MAX_SYN_BACKLOG, "16");
    advice = only(advise(listener(8081, 0, 100, 0)));
    assertTrue(advice.why().contains("has room for 13."), advice.why());
  }

  /** A pod cannot set it itself, and is refused if it tries. */
  @Test
  void somaxconnOfAPod() {
    settings.put(KernelSetting.SOMAXCONN, "128");
    inPod = true;
    Advice advice = only(advise(listener(8080, 0, 128, 0)));
    assertEquals("have net.core.somaxconn=4096 allowed for this pod, and set it", advice.what());
    assertTrue(
        advice.why().endsWith(" A pod may set it once the kubelet's allowedUnsafeSysctls has it."),
        advice.why());
  }

  @Test
  void cookiesAlways() {
    settings.put(KernelSetting.SYN_COOKIES, "2");
    assertEquals("sysctl -w net.ipv4.tcp_syncookies=1", only(advise()).what());
  }

  @Test
  void resetsOnOverflow() {
    settings.put(KernelSetting.ABORT_ON_OVERFLOW, "1");
    assertEquals("sysctl -w net.ipv4.tcp_abort_on_overflow=0", only(advise()).what());
  }

  @Test
  void recycle() {
    settings.put(KernelSetting.TW_RECYCLE, "1");
    kernel = "4.4.178";
    assertEquals("sysctl -w net.ipv4.tcp_tw_recycle=0", only(advise()).what());
  }

  @Test
  void fullListenersComeFirstAndAreNotToldTwice() {
    counters = NamespaceCounters.of(57, 57);
    Advice advice = only(advise(listener(8080, 5, 4, 57), listener(8081, 4, 4, 0)));
    assertEquals("find out why the application of 10.0.0.1:8080 does not accept", advice.what());
  }

  @Test
  void overflowsOfThePast() {
    counters = NamespaceCounters.of(1, 1);
    Advice advice = only(advise(listener(8080, 0, 4, 1), listener(8081, 4, 4, 0)));
    assertEquals(
        "find out which server accepted too slowly; drops were counted at 10.0.0.1:8080",
        advice.what());
    assertTrue(advice.why().startsWith("1 packet was dropped "), advice.why());
  }

  @Test
  void fewListenersAreNamed() {
    assertEquals(
        "find out why the application of 10.0.0.1:1, 10.0.0.1:2, 10.0.0.1:3 and 2 more does not"
            + " accept",
        only(advise(
                listener(1, 9, 4, 0),
                listener(2, 9, 4, 0),
                listener(3, 9, 4, 0),
                listener(4, 9, 4, 0),
                listener(5, 9, 4, 0)))
            .what());
    assertEquals(
        "find out why the application of 10.0.0.1:1 and 10.0.0.1:2 does not accept",
        only(advise(listener(1, 9, 4, 0), listener(2, 9, 4, 0))).what());
  }

  /** Whatever they are set to, there is a sentence. */
  @Test
  void everySettingHasAMeaning() {
    for (String value : new String[] {"0", "1", "2", "128", "-1", "x", ""}) {
      for (KernelSetting setting : KernelSetting.values()) {
        settings.put(setting, value);
      }
      for (KernelSetting setting : KernelSetting.values()) {
        String meaning = new SettingMeanings(version(), new KernelSettings(settings)).of(setting);
        assertTrue(meaning.length() > 10, meaning);
      }
    }
  }

  private List<Advice> advise(ListenerState... listeners) {
    return Advisor.advise(host(listeners));
  }

  private HostState host(ListenerState... listeners) {
    return new HostState(
        version(), new KernelSettings(settings), counters, losses, List.of(listeners), inPod);
  }

  private KernelVersion version() {
    KernelVersion version = KernelVersion.parse(kernel);
    assertNotNull(version);
    return version;
  }

  private static Advice only(List<Advice> advice) {
    assertEquals(1, advice.size(), () -> advice.stream().map(Advice::what).toList().toString());
    return advice.get(0);
  }

  private static ListenerState listener(int port, int length, int limit, long drops) {
    return new ListenerState(new LocalAddress("10.0.0.1", port, false), length, limit, drops);
  }
}
