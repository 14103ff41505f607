package io.acceptlag.agent.instrument;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is said of paths that do not call the hook. */
class WovenPathsTest {
  private static final String CHANNEL = "sun/nio/ch/SocketChannelImpl";

  private final WovenPaths paths = new WovenPaths(17);

  @Test
  void saysNothingOfConnectsThatAreWoven() {
    paths.connectsSeen("java/net/Socket", Set.of(ConnectPath.SOCKET, ConnectPath.SOCKET_BIND));
    paths.connectsSeen(
        CHANNEL,
        Set.of(
            ConnectPath.CHANNEL,
            ConnectPath.CHANNEL_FINISH,
            ConnectPath.CHANNEL_SOCKET,
            ConnectPath.CHANNEL_BIND));
    assertEquals(List.of(), paths.takeConnectFailures());
  }

  @Test
  void namesTheConnectThatLacksTheCallOnce() {
    Set<ConnectPath> woven = Set.of(ConnectPath.CHANNEL, ConnectPath.CHANNEL_SOCKET);
    paths.connectsSeen(CHANNEL, woven);
    paths.connectsSeen(CHANNEL, woven);
    assertEquals(
        List.of(
            "acceptlag does not see connections opened by sun.nio.ch.SocketChannelImpl: its method"
                + " finishConnect does not call acceptlag"),
        paths.takeConnectFailures());
    paths.connectsSeen(CHANNEL, woven);
    assertEquals(List.of(), paths.takeConnectFailures());
  }

  @Test
  void doesNotMissWhatThisJdkLacks() {
    WovenPaths onJava8 = new WovenPaths(8);
    onJava8.connectsSeen(
        CHANNEL, Set.of(ConnectPath.CHANNEL, ConnectPath.CHANNEL_FINISH, ConnectPath.CHANNEL_BIND));
    assertEquals(List.of(), onJava8.takeConnectFailures());
  }

  @Test
  void keepsTheReasonWhyAConnectCouldNotBeWoven() {
    paths.connectsFailed("java/net/Socket", new IllegalStateException("of an odd shape"));
    paths.connectsSeen("java/net/Socket", EnumSet.noneOf(ConnectPath.class));
    assertEquals(
        List.of(
            "acceptlag does not see connections opened by java.net.Socket:"
                + " java.lang.IllegalStateException: of an odd shape"),
        paths.takeConnectFailures());
  }
}
