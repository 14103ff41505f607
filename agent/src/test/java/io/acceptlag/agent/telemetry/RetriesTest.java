package io.acceptlag.agent.telemetry;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class RetriesTest {
  private final Retries retries = new Retries();

  @Test
  void areAsTheSdkHasThem() {
    assertTrue(retries.test(new SocketTimeoutException()));
    assertTrue(retries.test(new SocketException()));
    assertTrue(retries.test(new UnknownHostException()));
    assertTrue(retries.test(new ConnectException()));
    assertFalse(retries.test(new IOException()));
  }

  @Test
  void onlyARefusalIsOne() {
    assertFalse(retries.wereRefused());
    retries.test(new SocketTimeoutException());
    assertFalse(retries.wereRefused());

    retries.test(new ConnectException());

    assertTrue(retries.wereRefused());
  }

  @Test
  void endWithTheJvm() {
    retries.end();

    assertFalse(retries.test(new ConnectException()));
  }
}
