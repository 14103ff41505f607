package io.acceptlag.agent.view;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toCollection;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.kernel.NamespaceCounters;
import io.acceptlag.core.listener.ExportedBuckets;
import io.acceptlag.core.listener.WaitHistogram;
import io.acceptlag.core.report.FiguresSource;
import io.acceptlag.core.report.ListenerFigures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ListenerViewsTest {
  private final List<ListenerFigures> figures = new ArrayList<>();
  private final ListenerViews views =
      new ListenerViews(
          new FiguresSource() {
            @Override
            public List<ListenerFigures> listeners() {
              List<ListenerFigures> taken = new ArrayList<>(figures);
              figures.removeIf(each -> each.closed);
              return taken;
            }

            @Override
            public NamespaceCounters namespace() {
              throw new AssertionError();
            }
          },
          port -> port >= 32768 && port < 61000);

  @Test
  void thePortIsTheNameUntilAnotherAddressHasItToo() {
    figures.add(listener("0.0.0.0", 8080, 5).build());
    assertEquals(Set.of("8080"), names());
    figures.add(listener("::1", 8080, 1).build());
    figures.add(listener("0.0.0.0", 8081, 1).build());
    assertEquals(Set.of("0.0.0.0 8080", "::1 8080", "8081"), names());
  }

  @Test
  void aViewIsFoundByItsHostAndPort() {
    figures.add(listener("0.0.0.0", 8080, 5).build());
    figures.add(listener("::1", 8080, 1).build());
    views.update();
    for (ListenerView view : views.views().values()) {
      assertSame(view, views.at(view.host, view.port));
    }
    assertEquals(1, requireNonNull(views.at("::1", "8080")).accepted);
    assertNull(views.at("::1", "8081"));
  }

  @Test
  void listenersAtOneAddressAreAddedUpAndWhatWasCountedStays() {
    figures.add(listener("0.0.0.0", 8080, 5).queue(3, 100).build());
    figures.add(listener("0.0.0.0", 8080, 7).queue(4, 100).build());
    figures.add(listener("0.0.0.0", 8080, 30).drops(9).buildClosed());
    ListenerView view = view("8080");
    assertEquals(2, view.listeners);
    assertEquals("0.0.0.0:8080", view.address);
    assertEquals(7, view.queueLength);
    assertEquals(200, view.queueLimit);
    assertEquals(42, view.accepted);
    assertEquals(42, view("8080").accepted, "once");
    assertEquals(-1, view.dropped, "of the open ones it is not known");
    figures.clear();
    figures.add(listener("0.0.0.0", 9090, 1).build());
    assertEquals(Set.of("9090"), names());
    figures.add(listener("0.0.0.0", 8080, 1).build());
    assertEquals(1, view("8080").accepted, "another one, later");
  }

  @Test
  void anUnreadListenerDoesNotReduceSaturatedTime() {
    figures.add(listener("0.0.0.0", 8080, 5).build());
    assertEquals(-1, view("8080").saturatedMillis, "not read yet");
    figures.add(listener("0.0.0.0", 8080, 5).saturatedMillis(500).build());
    figures.add(listener("0.0.0.0", 8080, 0).buildClosed());
    figures.add(listener("0.0.0.0", 8080, 0).saturatedMillis(70).buildClosed());
    assertEquals(570, view("8080").saturatedMillis);
  }

  @Test
  void whatIsNotKnownOfOneIsNotKnownOfAll() {
    figures.add(listener("0.0.0.0", 8080, 5).oldestMillis(8).acceptorBusy(0.5).build());
    figures.add(listener("0.0.0.0", 8080, -1).oldestMillis(9).build());
    ListenerView view = view("8080");
    assertEquals(-1, view.accepted);
    assertEquals(-1, view.waits);
    assertEquals(-1, view.abandoned);
    assertEquals(-1, view.unserved);
    assertEquals(9, view.oldestMillis);
    assertEquals(0.5, view.acceptorUtilization);
  }

  @Test
  void listenersOnPortZeroUseUpFewNames() {
    for (int port = 40_000; port < 40_050; port++) {
      figures.add(listener("0.0.0.0", port, 1).build());
    }
    figures.add(listener("0.0.0.0", 8080, 1).build());
    Set<String> names = names();
    assertEquals(ListenerViews.LOCAL_PORTS_MAX + 2, names.size(), names::toString);
    assertTrue(names.contains("40009") && !names.contains("40010"), names::toString);
    ListenerView other = view(ListenerName.OTHER);
    assertEquals(40, other.accepted);
    assertEquals(40, other.listeners);
    assertNull(other.address);
    figures.clear();
    figures.add(listener("0.0.0.0", 50_000, 1).build());
    assertEquals(Set.of(ListenerName.OTHER), names(), "a name is not given twice");
    for (int port = 1; port < 300; port++) {
      figures.add(listener("0.0.0.0", port, 1).build());
    }
    assertTrue(names().size() <= ListenerViews.NAMES_MAX + 1);
  }

  @Test
  void anIncidentIsOpenUntilItHasEndedAndThenNone() {
    figures.add(listener("0.0.0.0", 8080, 1).openIncidents(CauseId.FD_EXHAUSTION, null).build());
    figures.add(
        listener("0.0.0.0", 8080, 1).openIncidents(CauseId.FD_EXHAUSTION, CauseId.PENDING).build());
    ListenerView view = view("8080");
    assertEquals(
        Map.of(CauseId.FD_EXHAUSTION, 2L, CauseId.PENDING, 1L, CauseId.PAUSED, 0L),
        view.openIncidents());
    // So that the first one is an increase, too; but nothing ever ends as pending.
    assertEquals(Map.of(CauseId.FD_EXHAUSTION, 0L, CauseId.PAUSED, 2L), view.incidentsByCause);
    assertEquals(2, view.incidents);
    figures.clear();
    figures.add(listener("0.0.0.0", 8080, 1).build());
    assertEquals(Map.of(CauseId.PAUSED, 0L), view("8080").openIncidents());
  }

  @Test
  void waitsAreCountedUpToEachEdgeOfTheMetrics() {
    long[] waits = new long[WaitHistogram.BUCKETS];
    waits[0] = 3;
    waits[WaitHistogram.BUCKETS - 1] = 4;
    figures.add(listener("0.0.0.0", 8080, 7).waits(waits, 9).build());
    figures.add(listener("0.0.0.0", 8080, 5).buildClosed());
    ListenerView view = view("8080");
    assertEquals(8, view.waitsUpTo(0));
    assertEquals("0.001", ListenerView.edgeText(0));
    int last = ExportedBuckets.COUNT - 1;
    assertEquals(8, view.waitsUpTo(last - 1));
    assertEquals("60", ListenerView.edgeText(last - 1));
    assertEquals(12, view.waitsUpTo(last));
    assertEquals("+Inf", ListenerView.edgeText(last));
    assertEquals(12, view("8080").waitsUpTo(last), "once");
    figures.add(listener("0.0.0.0", 8080, -1).build());
    assertEquals(-1, view("8080").waitsUpTo(last), "of one it is not known");
  }

  private Set<String> names() {
    views.update();
    return views.views().keySet().stream()
        .map(ListenerName::toString)
        .collect(toCollection(TreeSet::new));
  }

  private ListenerView view(String port) {
    views.update();
    return requireNonNull(views.views().get(new ListenerName(port, null)));
  }

  private static ListenerFigures.Builder listener(String host, int port, long accepted) {
    long[] waits = new long[WaitHistogram.BUCKETS];
    waits[0] = Math.max(0, accepted);
    return new ListenerFigures.Builder(new LocalAddress(host, port, host.indexOf(':') >= 0))
        .accepted(accepted)
        .waits(waits, 0)
        .incidentsByCause(Map.of(CauseId.PAUSED, 1L));
  }
}
