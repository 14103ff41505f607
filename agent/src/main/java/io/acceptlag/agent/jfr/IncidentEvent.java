package io.acceptlag.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import org.jspecify.annotations.Nullable;

/** One event for each log line about trouble, because a recording may end during an incident. */
@Name("acceptlag.Incident")
@Label("Accept Incident")
@Description("Trouble of a listener or with connects, as it stood when the log reported it")
@Category({"Java Application", "Accept Queue"})
@StackTrace(false)
final class IncidentEvent extends Event {
  @Label("Listener")
  @Nullable String listener;

  @Label("Destination")
  @Description("Of connects that this process makes")
  @Nullable String destination;

  @Label("Incident")
  @Description("The same number in the log, in traces and in accept waits")
  long incident;

  @Label("Event")
  @Description("What has happened, as the log's key event has it")
  @Nullable String event;

  @Label("Cause")
  @Nullable String cause;

  @Label("Contributing Causes")
  @Nullable String contributing;

  @Label("Message")
  @Nullable String message;

  @Label("Advice")
  @Nullable String advice;

  @Label("Server")
  @Nullable String server;

  @Label("Trouble Since")
  @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
  long troubleSince;

  @Label("Trouble Time")
  @Description("From the first trouble to the last")
  @Timespan(Timespan.MILLISECONDS)
  long troubleTime;

  @Label("Ended")
  boolean ended;

  @Label("Queue")
  @Description("Length and limit")
  @Nullable String queue;

  @Label("Oldest Age")
  @Description("At least how long the oldest connection then waiting had waited")
  @Timespan(Timespan.MILLISECONDS)
  long oldestAge;

  @Label("Delayed Connections")
  @Description("Connections that waited as long as warn.wait or longer")
  long delayed;

  @Label("Longest Wait")
  @Timespan(Timespan.MILLISECONDS)
  long longestWait;

  @Label("Overflows")
  @Description("Packets dropped because the queue was full")
  long overflows;

  @Label("Dropped Packets")
  @Description("Packets that the kernel dropped at this listener, for any reason")
  long drops;

  @Label("Unserved Connections")
  long unserved;

  @Label("Acceptor")
  @Description("Name of the thread whose stack this is")
  @Nullable String acceptor;

  @Label("Acceptor Stack")
  @Nullable String acceptorStack;
}
