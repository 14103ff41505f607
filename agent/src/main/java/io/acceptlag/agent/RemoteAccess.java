package io.acceptlag.agent;

import io.acceptlag.agent.blackbox.OwnBox;
import io.acceptlag.agent.config.Option;
import io.acceptlag.agent.config.RunningSettings;
import io.acceptlag.agent.jvm.AgentProperties;
import io.acceptlag.agent.jvm.BaseModule;
import io.acceptlag.agent.log.AgentLog;
import io.acceptlag.agent.remote.RemoteDesk;
import io.acceptlag.agent.remote.RemoteKeys;
import io.acceptlag.core.neighbour.OwnListener;
import io.acceptlag.core.report.Severity;
import io.acceptlag.core.watch.Sampler;

/** What the commands that talk to a running JVM ask of this agent. */
final class RemoteAccess {
  private final AgentLog log;
  private final RunningSettings settings;
  private final OwnBox box;
  private final Leaving leaving;

  private RemoteAccess(AgentLog log, RunningSettings settings, OwnBox box, Leaving leaving) {
    this.log = log;
    this.settings = settings;
    this.box = box;
    this.leaving = leaving;
  }

  static void open(
      BaseModule base,
      int javaVersion,
      AgentLog log,
      Sampler sampler,
      RunningSettings settings,
      OwnBox box,
      Leaving leaving,
      Endings endings) {
    AgentProperties properties = AgentProperties.open(base, javaVersion);
    if (properties == null) {
      return;
    }
    String jar = OwnVersion.jar();
    RemoteDesk desk =
        new RemoteDesk(properties.shared(), properties::setDefaults)
            .says(RemoteKeys.VERSION, OwnVersion::get)
            .says(RemoteKeys.JAR, () -> jar)
            .says(RemoteKeys.START, log.lastLines()::first)
            .says(RemoteKeys.OPTIONS, () -> options(settings))
            .says(RemoteKeys.LISTENERS, () -> listeners(sampler))
            .says(RemoteKeys.LINES, log.lastLines()::text);
    RemoteAccess access = new RemoteAccess(log, settings, box, leaving);
    desk.open(access::carryOut);
    endings.addLast(() -> desk.close(OwnVersion.get(), jar));
  }

  private static String options(RunningSettings settings) {
    StringBuilder text = new StringBuilder();
    for (Option each : Option.values()) {
      text.append(each.key()).append('=').append(settings.value(each)).append('\n');
    }
    return text.toString();
  }

  private static String listeners(Sampler sampler) {
    StringBuilder text = new StringBuilder();
    for (OwnListener each : sampler.own()) {
      text.append(each.address()).append('\n');
    }
    return text.toString();
  }

  private String carryOut(String order) {
    if (order.equals(RemoteKeys.DETACH)) {
      log.write(
          Severity.INFO,
          "acceptlag "
              + OwnVersion.get()
              + " leaves this JVM: nothing is watched any more. Its hooks in java.base stay until"
              + " the JVM ends, and do nothing");
      leaving.begin();
      return "leaves";
    }
    if (order.startsWith(RemoteKeys.BOX)) {
      box.give(order.substring(RemoteKeys.BOX.length()));
      return "writes its black box";
    }
    int equals = order.indexOf('=');
    if (order.startsWith(RemoteKeys.SET) && equals > 0) {
      return settings.change(
          order.substring(RemoteKeys.SET.length(), equals), order.substring(equals + 1));
    }
    throw new IllegalArgumentException("there is no order \"" + order + "\"");
  }
}
