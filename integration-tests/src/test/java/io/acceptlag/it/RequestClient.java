package io.acceptlag.it;

import java.io.IOException;

/** Sends requests on one connection, which it keeps, and waits for the answer of each. */
interface RequestClient {
  /**
   * @param name that the span of the request shows
   */
  void request(String name) throws IOException;
}
