package io.acceptlag.agent.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.cause.CauseId;
import io.acceptlag.core.episode.NumberedTrouble;
import io.acceptlag.core.kernel.LocalAddress;
import io.acceptlag.core.report.Event;
import io.acceptlag.core.report.ListenerFigures;
import io.acceptlag.core.report.Report;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.report.Subject;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenIncidentsTest {
  private static final LocalAddress SHOP = new LocalAddress("0.0.0.0", 8080, false);
  private static final LocalAddress ADMIN = new LocalAddress("0.0.0.0", 9090, false);

  private final OpenIncidents incidents = new OpenIncidents();

  @Test
  void theLastReportOfEachStandsUntilItEnds() {
    report(1, SHOP, Event.SLOW, "shop is slow");
    report(2, ADMIN, Event.SLOW, "admin is slow");
    report(3, SHOP, Event.UNSERVED, "shop does not serve");
    report(1, SHOP, Event.OVERFLOW, "shop turns clients away");
    assertEquals(
        List.of("shop turns clients away", "shop does not serve"),
        sentences(view(SHOP, CauseId.UNKNOWN, CauseId.UNKNOWN)));
    report(1, SHOP, Event.RECOVERED, "shop accepts again");
    assertEquals(List.of("shop does not serve"), sentences(view(SHOP, null, CauseId.NEVER_CLOSED)));
    assertEquals(List.of("admin is slow"), sentences(view(ADMIN, CauseId.UNKNOWN, null)));
  }

  /** A listener that was let go of in its incident has reported no end. */
  @Test
  void whatHasLostItsListenerIsNotShownAndNotKeptForEver() {
    report(1, SHOP, Event.SLOW, "lost");
    assertEquals(List.of(), sentences(view(SHOP, null, null)));
    report(2, SHOP, Event.SLOW, "open");
    assertEquals(List.of("open"), sentences(view(SHOP, CauseId.UNKNOWN, null)));
    for (int i = 0; i < OpenIncidents.KEPT_MAX - 1; i++) {
      report(10 + i, ADMIN, Event.SLOW, "admin");
    }
    report(2, SHOP, Event.SLOW, "still");
    assertEquals(List.of("still"), sentences(view(SHOP, CauseId.UNKNOWN, CauseId.UNKNOWN)));
  }

  private void report(long id, LocalAddress listener, Event event, String sentence) {
    incidents.report(
        new Report.Builder(Severity.WARN, event, Subject.listener(listener), sentence)
            .of(
                new NumberedTrouble() {
                  @Override
                  public long id() {
                    return id;
                  }

                  @Override
                  public long startNanos() {
                    return 0;
                  }

                  @Override
                  public long endNanos() {
                    return 0;
                  }
                })
            .build());
  }

  private List<String> sentences(ListenerView view) {
    return incidents.of(view).stream().map(Report::sentence).toList();
  }

  private static ListenerView view(LocalAddress address, CauseId accepting, CauseId behindAccept) {
    ListenerView view = new ListenerView();
    view.open(
        address,
        new ListenerFigures.Builder(address).openIncidents(accepting, behindAccept).build());
    return view;
  }
}
