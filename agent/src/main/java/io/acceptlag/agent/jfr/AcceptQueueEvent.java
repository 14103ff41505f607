package io.acceptlag.agent.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

@Name("acceptlag.AcceptQueue")
@Label("Accept Queue")
@Description("The accept queue of a listener, as it was last polled")
@Category({"Java Application", "Accept Queue"})
@Period("1 s")
@StackTrace(false)
final class AcceptQueueEvent extends Event {
  @Label("Listener")
  @Nullable String listener;

  @Label("Queue Length")
  @Description("Connections that wait to be accepted")
  int length;

  @Label("Queue Limit")
  @Description("The backlog that the kernel granted; there is room for one more than this")
  int limit;

  @Label("Oldest Age")
  @Description("At least how long the oldest connection now waiting has waited")
  @Timespan(Timespan.MILLISECONDS)
  long oldestAge;

  @Label("Saturated Time")
  @Description("Time during which the queue was seen full, all together")
  @Timespan(Timespan.MILLISECONDS)
  long saturatedTime;

  @Label("Accepted Connections")
  @Description("All together")
  long accepted;

  @Label("Dropped Packets")
  @Description("Packets that the kernel dropped at this listener, for any reason, all together")
  long drops;

  @Label("Unserved Connections")
  @Description("Connections accepted of whose data nothing has been read")
  long unserved;
}
