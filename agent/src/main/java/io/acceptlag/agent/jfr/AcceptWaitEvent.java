package io.acceptlag.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.SettingDefinition;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import org.jspecify.annotations.Nullable;

/**
 * An instant event, because an event cannot begin in the past, and the wait is known only when it
 * is over. So the JDK's setting "threshold" does not apply to it.
 */
@Name("acceptlag.AcceptWait")
@Label("Accept Wait")
@Description("A connection that waited in the accept queue until the application accepted it")
@Category({"Java Application", "Accept Queue"})
@StackTrace(false)
final class AcceptWaitEvent extends Event {
  @Label("Listener")
  @Nullable String listener;

  @Label("Wait Time")
  @Description("Time from the end of the handshake until accept, in ticks of the kernel's clock")
  @Timespan(Timespan.MILLISECONDS)
  long waitTime;

  @Label("Arrival Time")
  @Description("When the handshake ended")
  @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
  long arrivalTime;

  @Label("Acceptor")
  @Description("The thread that accepted it")
  @Nullable Thread acceptor;

  @Label("Remote Address")
  @Nullable String address;

  @Label("Remote Port")
  int port;

  @Label("SYN-ACK Retransmissions")
  int synAckRetransmits;

  @Label("Client Gone")
  @Description("The client had left by the time of accept")
  boolean clientGone;

  @Label("Queue Length")
  @Description("Connections that still waited after this one was accepted")
  int queueLength;

  @Label("Queue Limit")
  int queueLimit;

  @Label("Incident")
  long incident;

  @Name("minimum")
  @Label("Minimum Wait Time")
  @Description("Record connections that waited as long as this or longer")
  @SettingDefinition
  boolean minimum(LeastWait least) {
    return least.isReachedBy(waitTime);
  }
}
