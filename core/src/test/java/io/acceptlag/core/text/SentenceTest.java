package io.acceptlag.core.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SentenceTest {
  private static final String HAPPENED =
      "[2001:db8:1234:5678:9abc:def0:1234:5678]:18081 turns clients away: 101 connections wait (room"
          + " for 101), the oldest for 1.3 s; 57 packets were dropped because the queue was full.";
  private static final String REMEDY =
      "Raise server.tomcat.threads.max, or find what keeps the threads busy.";

  @Test
  void saysAllWhereThereIsRoom() {
    assertEquals(
        "It is slow. Why. Do this. And that.",
        Sentence.of("It is slow.", "Why.", "Do this.", "And that."));
    assertEquals("It is slow. Do this.", Sentence.of("It is slow.", null, "Do this.", null));
  }

  @Test
  void leavesOutPackagesFirst() {
    assertEquals(
        HAPPENED + " Thread \"a\" is in Shop.load (Shop.java:42), asleep. " + REMEDY,
        Sentence.of(
            HAPPENED,
            "Thread \"a\" is in com.acme.shop.checkout.Shop.load (Shop.java:42), asleep.",
            REMEDY,
            null));
  }

  @Test
  void thenSourcesThenNames() {
    String name = "http-nio-18081-exec-of-the-shop-that-sells-everything-there-is";
    String text =
        Sentence.of(
            HAPPENED,
            "Thread \"" + name + "\" is in com.acme.Shop.load (Shop.java:42).",
            REMEDY.substring(0, 45),
            null);
    assertEquals(
        HAPPENED
            + " Thread \"http-nio-18081-exec-of-the-shop-th…re-is\" is in Shop.load. "
            + REMEDY.substring(0, 45),
        text);
  }

  /** What more threads would do only explains the remedy, but says more than whole words. */
  @Test
  void keepsTheHolderBeforeWhatExplainsTheRemedy() {
    String happened =
        "127.0.0.1:22110 accepts and does not serve: 8 connections sent data that nobody has read for"
            + " up to 2.2 s.";
    String cause =
        "4 of 4 \"pool-1-thread\" threads are in Third.lambda$main$22, blocked by a lock that"
            + " \"importer\" holds in Third.lambda$main$21.";
    String remedy = "Find out what is done with that lock held";
    String explained = remedy + "; more threads do not help.";
    assertEquals(
        happened + " " + cause + " " + explained, Sentence.of(happened, cause, explained, null));
    String unread = happened.replace("sent data that nobody has read", "unread");
    String longer = cause.replace("importer", "importer-of-orders");
    assertEquals(
        unread + " " + longer + " " + explained, Sentence.of(happened, longer, explained, null));
    String tooLong = longer.replace("Third", "TheThirdOfThem");
    assertEquals(
        unread + " " + tooLong + " " + remedy + ".",
        Sentence.of(happened, tooLong.replace("TheThird", "com.acme.TheThird"), explained, null));
  }

  @Test
  void keepsTheHolderWhereFramesAreLong() {
    String where = "TheRequestDispatchingInfrastructureOfTheShop.waitForTheGlobalConsistencyLock";
    String sentence =
        Sentence.of(
            "127.0.0.1:22053 accepts and does not serve: 25 connections sent data.",
            "20 of 20 \"com.example.shop.order-processing-thread-pool-of-tenant-0815\" threads are in "
                + where
                + "BeforeTheRequestIsReadFromTheSocket, blocked by a lock that"
                + " \"com.example.shop.inventory-synchronisation-of-tenant-0815\" holds in "
                + where
                + "WhileTalkingToTheMainframe.",
            "Find out what is done with that lock held; more threads do not help.",
            null);
    assertTrue(sentence.length() <= Sentence.MAX, sentence);
    assertTrue(
        sentence.contains("blocked by a lock that \"com.example.shop.inv…815\" holds"), sentence);
    assertTrue(sentence.contains("Find out what is done with that lock held"), sentence);
  }

  /** The pairs have the dropped packets too; only the sentence says where the holder is. */
  @Test
  void keepsTheHolderBeforeTheCountOfPackets() {
    String happened =
        "[::]:7301 turns clients away: 9 connections wait (room for 9), the oldest for 293 ms;";
    assertEquals(
        happened.replace(";", ".")
            + " Thread \"front-door\" is in Many.main, blocked by a lock that thread \"shop-lister\""
            + " holds. That one is in Db.query, asleep. Do not wait for it on the accepting thread.",
        Sentence.of(
            happened + " 4 packets were dropped because the queue was full.",
            "Thread \"front-door\" is in com.acme.Many.main (Many.java:9), blocked by a lock"
                + " (java.lang.Object) that thread \"shop-lister\" holds. That one is in"
                + " com.acme.Db.query (Db.java:7), asleep.",
            "Do not wait for it on the accepting thread.",
            null));
  }

  /** Of a lock it says more whose it is, and where that thread is, than of which class it is. */
  @Test
  void keepsWhereTheHolderIs() {
    String text =
        Sentence.of(
            "10.100.120.130:42489 is slow to accept: 1,400 connections wait (room for 4,097), the oldest"
                + " for 236 ms.",
            "Thread \"shop-acceptor\" is in com.acme.HeldMonitor.meet (Shop.java:4), blocked by a"
                + " lock (java.lang.Object) that thread \"shop-inventory\" holds, in 2 of 2 samples"
                + " within 0.1 s. That one is in com.acme.HeldMonitor.countStock (Shop.java:9),"
                + " asleep.",
            "Do not wait for it on the accepting thread.",
            null);
    assertTrue(
        text.contains(
            "blocked by a lock that thread \"shop-inventory\" holds. That one is in"
                + " HeldMonitor.countStock, asleep. Do not"),
        text);
  }

  /** What is besides is worth half of a cause that has a whole clause left. */
  @Test
  void keepsWhatIsBesidesWhereAClauseOfTheCauseStays() {
    String besides =
        "Besides, all 1200 accepted within 5.0 s are closed: let clients or proxies keep"
            + " connections.";
    String text =
        Sentence.of(
            "127.0.0.1:38485 is slow to accept: 59 connections wait (room for 61), the oldest for"
                + " 105 ms; 79 connections waited over 200 ms, the longest 220 ms.",
            "Thread \"shop-acceptor\" takes 344 connections a second, busy all the time.",
            "Let it do less for each connection, or let more threads accept.",
            besides);
    assertTrue(text.contains("takes 344 connections a second"), text);
    assertTrue(text.endsWith(besides), text);
  }

  /** And what stands between two names is none. */
  @Test
  void thenHowOftenItWasSeen() {
    String cause =
        "Thread \"shop-acceptor\" is in Dns.lookUp, asleep, in 2 of 2 samples within 0.1 s. 4 of 4"
            + " \"pool-1-thread\" threads are there.";
    assertEquals(
        "It is slow. Thread \"shop-acceptor\" is in Dns.lookUp, asleep, in 2 of 2 samples. 4 of 4"
            + " \"pool-1-thread\" threads are there. "
            + "Do this. ".repeat(18)
            + "Do it.",
        Sentence.of("It is slow.", cause, "Do this. ".repeat(18) + "Do it.", null));
    assertEquals(
        "It is slow. Thread \"shop-acceptor\" is in Dns.lookUp, asleep. 4 of 4 \"pool-1-thread\""
            + " threads are there. "
            + "Do this. ".repeat(20)
            + "Do it.",
        Sentence.of("It is slow.", cause, "Do this. ".repeat(20) + "Do it.", null));
  }

  /** Who should take from a full queue, and where that is, matters more than who puts into it. */
  @Test
  void thenWhoWaits() {
    String text =
        Sentence.of(
            "127.0.0.1:34863 is slow to accept: 10 connections wait (room for 257), the oldest for"
                + " 224 ms.",
            "Thread \"IPC Server listener on 0\" waits in LinkedBlockingQueue.put, in 2 of 2 samples"
                + " within 0.1 s: the queue is full, and thread \"IPC Server handler 0 on default"
                + " port 34863\" is in Server$Shop.order, asleep.",
            "Find out what keeps it there, or let more threads do that work.",
            null);
    assertTrue(
        text.contains(
            " The queue is full, and thread \"IPC Server handler 0…863\" is in Server$Shop.order,"
                + " asleep. Find out"),
        text);
  }

  @Test
  void thenWhatIsBesides() {
    String text = Sentence.of(HAPPENED, "Why.", REMEDY, "Besides, ".repeat(20) + "x.");
    assertEquals(HAPPENED + " Why. " + REMEDY, text);
  }

  @Test
  void thenWhatTheFiguresSayAsWell() {
    String cause = "The whole process stood still for 2.5 s of the last 2.6 s, by no collection.";
    String remedy = REMEDY + " Or wait for a while.";
    assertEquals(
        HAPPENED.substring(0, HAPPENED.indexOf(';')) + ". " + cause + " " + remedy,
        Sentence.of(HAPPENED, cause, remedy, null));
  }

  @Test
  void whatOnlyExplainsTheRemedyGoesBeforeTheCause() {
    String said =
        Sentence.of(
            "[::]:80 turns clients away: its queue was full; 424 packets were dropped.",
            "600 connections came within 0.1 s, after 92 a second in the 3.0 s before.",
            "Find who reconnects all at once (a deployment, a restarted peer). To ride it out, raise"
                + " the backlog given to HttpServer.create to at least 1024; net.core.somaxconn is"
                + " 4096 here, which is enough.",
            null);
    assertTrue(said.contains("600 connections came within 0.1 s"), said);
    assertTrue(said.startsWith("[::]:80 turns clients away: its queue was full"), said);
    assertTrue(said.endsWith(" HttpServer.create to at least 1024."), said);
  }

  @Test
  void cutsTheCauseAndNeverTheRemedy() {
    String text =
        Sentence.of(HAPPENED, "It is so because of this and that, ".repeat(20), REMEDY, "");
    assertTrue(text.length() <= Sentence.MAX, text);
    assertTrue(
        text.startsWith(HAPPENED.substring(0, HAPPENED.indexOf(';')) + ". It is so because"), text);
    assertTrue(text.endsWith(" and that… " + REMEDY), text);
  }

  @Test
  void cutsWhatHappenedWhereTheRemedyTakesAll() {
    String remedy = "Do this, and then do that. ".repeat(10).trim();
    String text = Sentence.of(HAPPENED, "Why.", remedy, null);
    assertTrue(text.length() <= Sentence.MAX, text);
    assertTrue(text.endsWith("… " + remedy), text);
  }

  @Test
  void keepsTheLastSentenceOfOneThatHasNoParts() {
    String text = Sentence.fitting("It is slow, and so on, and so on. ".repeat(20) + REMEDY);
    assertTrue(text.length() <= Sentence.MAX, text);
    assertTrue(text.endsWith(" " + REMEDY), text);
  }

  @Test
  void leavesKeysAndAddressesAlone() {
    String text = "net.core.somaxconn is 128, 10.0.0.1 waits. ".repeat(7);
    assertTrue(Sentence.fitting(text).contains("net.core.somaxconn is 128, 10.0.0.1"));
  }
}
