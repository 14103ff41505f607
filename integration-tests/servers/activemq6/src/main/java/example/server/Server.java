package example.server;

import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.broker.TransportConnector;

/**
 * ActiveMQ Classic with the transport that the argument names: {@code tcp} or {@code nio}. The
 * system property {@code activemq.options} is the rest of its URI.
 */
public final class Server {
  private Server() {}

  public static void main(String[] args) throws Exception {
    BrokerService broker = new BrokerService();
    broker.setPersistent(false);
    broker.setUseJmx(false);
    TransportConnector connector =
        broker.addConnector(
            args[0] + "://127.0.0.1:0" + System.getProperty("activemq.options", ""));
    broker.start();
    broker.waitUntilStarted();
    System.out.println("READY " + connector.getConnectUri().getPort());
    System.in.read();
    broker.stop();
  }
}
