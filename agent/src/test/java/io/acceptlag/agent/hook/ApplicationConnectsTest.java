package io.acceptlag.agent.hook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.acceptlag.core.connect.BindFailures;
import io.acceptlag.core.connect.ConnectRecorder;
import io.acceptlag.core.connect.Destination;
import io.acceptlag.core.connect.Destinations;
import io.acceptlag.core.connect.Failure;
import io.acceptlag.core.connect.PendingConnects;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApplicationConnectsTest {
  private static final int FD = 7;
  private static final int OTHER_FD = 8;

  /** Its last byte is above 127, and so is the sign of its hash code. */
  private static final InetSocketAddress DATABASE = at(5432, 200, 0, 0, 129);

  private static final InetSocketAddress DATABASE_IPV6 =
      at(5432, 0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0xfe, 0, 0, 0, 0, 0, 0, 0x81);

  private final Destinations destinations = new Destinations();
  private final ThreadGroup ownThreads = new ThreadGroup("acceptlag");
  private final ApplicationConnects connects =
      new ApplicationConnects(
          new ConnectRecorder(destinations, new PendingConnects(), fd -> 0),
          new BindFailures(() -> {}),
          ownThreads);

  @Test
  void aConnectIsCountedAtItsDestination() {
    connects.connected(FD, DATABASE, System.nanoTime());
    connects.connected(FD, DATABASE_IPV6, System.nanoTime());
    connects.connected(FD, DATABASE_IPV6, System.nanoTime());

    assertEquals(
        List.of("200.0.0.129:5432", "[2001:db8::fe00:0:0:81]:5432"),
        destinations.all().stream().map(Destination::toString).toList());
    assertEquals(
        List.of(1L, 2L),
        destinations.all().stream().map(each -> each.durations().count()).toList());
  }

  @Test
  void aFailureIsCountedByItsKind() {
    connects.failed(DATABASE, System.nanoTime(), new ConnectException("Connection refused"));
    connects.failed(DATABASE_IPV6, System.nanoTime(), new ConnectException("Connection refused"));

    for (Destination destination : destinations.all()) {
      assertEquals(1, destination.failures(Failure.REFUSED), destination.toString());
      assertEquals(0, destination.durations().count(), destination.toString());
    }
    assertEquals(2, destinations.all().size());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Socket closed",
        "Closed by interrupt",
        "already connected",
        "Socket closed: shop.example/192.0.2.1:443"
      })
  void whatTheApplicationHasEndedItselfIsNoFailure(String message) {
    connects.failed(DATABASE, System.nanoTime(), new SocketException(message));

    assertEquals(List.of(), destinations.all());
  }

  /** Its message may be null, or anything. */
  @Test
  void anotherSocketExceptionIsAFailure() {
    connects.failed(DATABASE, System.nanoTime(), new SocketException());
    connects.failed(DATABASE, System.nanoTime(), new SocketException("Netzwerk nicht erreichbar"));

    long failures = 0;
    for (Failure failure : Failure.values()) {
      failures += destinations.all().get(0).failures(failure);
    }
    assertEquals(2, failures);
  }

  /** Whatever it does to make its message must not be done for our sake. */
  @Test
  void anExceptionOfTheApplicationsIsNotAskedForItsMessage() {
    connects.failed(
        DATABASE,
        System.nanoTime(),
        new IOException() {
          private static final long serialVersionUID = 1;

          @Override
          public String getMessage() {
            throw new IllegalStateException("asked for its message");
          }
        });

    assertEquals(1, destinations.all().get(0).failures(Failure.OTHER));
  }

  @Test
  void aNameThatWasNotResolvedIsNoDestination() {
    InetSocketAddress unresolved = InetSocketAddress.createUnresolved("shop.example", 80);
    connects.connected(FD, unresolved, System.nanoTime());
    connects.begins(FD, unresolved, System.nanoTime());
    connects.failed(unresolved, System.nanoTime(), new ConnectException());

    assertEquals(List.of(), destinations.all());
  }

  @Test
  void whatDoesNotBlockIsCountedAtItsEnd() {
    for (InetSocketAddress to : List.of(DATABASE, DATABASE_IPV6)) {
      connects.begins(FD, to, System.nanoTime());
      connects.finished(FD, connects.beganNanos(FD));
      connects.finished(FD, connects.beganNanos(FD));
    }
    connects.begins(OTHER_FD, DATABASE, System.nanoTime());
    connects.finishFailed(
        OTHER_FD, connects.beganNanos(OTHER_FD), new ConnectException("Connection refused"));

    assertEquals(
        List.of(1L, 1L),
        destinations.all().stream().map(each -> each.durations().count()).toList());
    assertEquals(1, destinations.all().get(0).failures(Failure.REFUSED));
    assertEquals(0, destinations.all().get(1).failures(Failure.REFUSED));
  }

  @Test
  void whatIsForgottenIsNotCounted() {
    connects.begins(FD, DATABASE, System.nanoTime());
    long beganNanos = connects.beganNanos(FD);
    connects.forget(FD, beganNanos);
    connects.finished(FD, beganNanos);

    assertEquals(List.of(), destinations.all());
  }

  @Test
  void theAgentsOwnConnectsAreNotTheApplications() throws InterruptedException {
    AtomicBoolean wanted = new AtomicBoolean(true);
    Thread own = new Thread(ownThreads, () -> wanted.set(connects.wants()));
    own.start();
    own.join();

    assertFalse(wanted.get());
    assertTrue(connects.wants());
  }

  private static InetSocketAddress at(int port, int... address) {
    byte[] bytes = new byte[address.length];
    for (int i = 0; i < address.length; i++) {
      bytes[i] = (byte) address[i];
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
