package io.acceptlag.core.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.acceptlag.core.kernel.LocalAddress;
import org.junit.jupiter.api.Test;

class UnservedReportsTest {
  @Test
  void aLineOfTheAcceptQueueSaysHowManyAreNotReadBesides() {
    Report slow =
        new Report.Builder(
                Severity.WARN,
                Event.SLOW,
                Subject.listener(new LocalAddress("0.0.0.0", 8080, false)),
                "0.0.0.0:8080 is slow to accept: 5 connections wait.")
            .build();

    assertEquals(
        "0.0.0.0:8080 is slow to accept: 5 connections wait. Besides, 9 connections that were"
            + " accepted are not read. | listener=0.0.0.0:8080 event=slow unserved=9",
        UnservedReports.beside(slow, 9).line(null, true));
    assertEquals(
        "0.0.0.0:8080 is slow to accept: 5 connections wait. Besides, 1 connection that was"
            + " accepted is not read. | listener=0.0.0.0:8080 event=slow unserved=1",
        UnservedReports.beside(slow, 1).line(null, true));
    assertEquals(slow.line(null, true), UnservedReports.beside(slow, 0).line(null, true));
  }

  @Test
  void theLastOneSaysHowManyTheyWereAtMost() {
    Report over =
        new Report.Builder(
                Severity.INFO,
                Event.RECOVERED,
                Subject.listener(new LocalAddress("0.0.0.0", 8080, false)),
                "0.0.0.0:8080 accepts again after 2.0 s")
            .build();

    assertEquals(
        "0.0.0.0:8080 accepts again after 2.0 s. Besides, up to 9 connections that were accepted"
            + " were not read meanwhile. | listener=0.0.0.0:8080 event=recovered unserved=9",
        UnservedReports.beside(over, 9).line(null, true));
    assertEquals(
        "0.0.0.0:8080 accepts again after 2.0 s. Besides, 1 connection that was accepted was not"
            + " read meanwhile. | listener=0.0.0.0:8080 event=recovered unserved=1",
        UnservedReports.beside(over, 1).line(null, true));
  }
}
