package io.acceptlag.agent.processes;

import io.acceptlag.agent.terminal.Json;
import io.acceptlag.agent.terminal.Table;
import io.acceptlag.core.text.FigureText;
import io.acceptlag.core.text.ForeignText;
import io.acceptlag.probes.libc.jna.JnaLibC;
import io.acceptlag.probes.libc.jna.ProcessCalls;
import io.acceptlag.probes.process.ListenerRow;
import io.acceptlag.probes.process.NamespaceListeners;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code list}: the JVMs of this host and their listeners. */
public final class JvmList {
  /** As long as an incident takes to open by default. */
  private static final long TROUBLE_MILLIS = 200;

  private static final int MAIN_MAX = 40;

  private final List<RunningJvm> jvms = RunningJvm.all();
  private final NamespaceListeners namespaces;
  private final List<String> notes = new ArrayList<>();

  private JvmList(NamespaceListeners namespaces) {
    this.namespaces = namespaces;
  }

  /**
   * @param jar how the jar is called in the commands that it prints
   */
  public static void print(boolean json, String jar, PrintStream out) {
    JvmList list = new JvmList(namespaces());
    out.print(json ? list.json() : list.text(jar));
  }

  private static NamespaceListeners namespaces() {
    try {
      JnaLibC libc = new JnaLibC();
      return new NamespaceListeners(libc, new ProcessCalls(libc));
    } catch (LinkageError | RuntimeException e) {
      return new NamespaceListeners(null, null);
    }
  }

  private String text(String jar) {
    Table table =
        new Table(
            "PID ", "MAIN", "JDK", "CONTAINER", "AGENT", "LISTENER", "QUEUE ", "OLDEST ", "DROPS ");
    int hidden = 0;
    for (RunningJvm jvm : jvms) {
      if (jvm.isVisible()) {
        addRows(jvm, table, jar);
      } else {
        hidden++;
        table.add(Long.toString(jvm.pid()), shortened(jvm.main()), "?", "?", agent(jvm), "?");
      }
    }
    if (hidden > 0) {
      notes.add(
          (hidden == 1 ? "One JVM is" : hidden + " JVMs are")
              + " of other users: their listeners are shown to them, and to root.");
    }
    for (String shortfall : namespaces.shortfalls()) {
      notes.add(Character.toUpperCase(shortfall.charAt(0)) + shortfall.substring(1) + ".");
    }
    if (jvms.isEmpty()) {
      return "No JVM runs here that this user may see.\n";
    }
    StringBuilder text = new StringBuilder();
    table.lines().forEach(line -> text.append(line).append('\n'));
    notes.forEach(
        note -> text.append(text.indexOf("\n\n") < 0 ? "\n" : "").append(note).append('\n'));
    return text.toString();
  }

  private void addRows(RunningJvm jvm, Table table, String jar) {
    String[] head = {
      Long.toString(jvm.pid()),
      shortened(jvm.main()),
      orDash(jvm.jdk()),
      orDash(jvm.container()),
      agent(jvm)
    };
    List<ListenerRow> listeners = jvm.listeners(namespaces);
    if (listeners.isEmpty()) {
      table.add(head[0], head[1], head[2], head[3], head[4], "-");
    }
    boolean isFirst = true;
    for (ListenerRow each : listeners) {
      table.add(
          isFirst ? head[0] : "",
          isFirst ? head[1] : "",
          isFirst ? head[2] : "",
          isFirst ? head[3] : "",
          isFirst ? head[4] : "",
          each.address.toString(),
          figure(each.queue) + "/" + figure(each.limit),
          each.oldestMillis < 0 ? "-" : FigureText.duration(each.oldestMillis),
          figure(each.drops));
      isFirst = false;
      if (isInTrouble(each)) {
        notes.add(trouble(jvm, each, jar));
      }
    }
  }

  private static String figure(long figure) {
    return figure < 0 ? "?" : Long.toString(figure);
  }

  private static String trouble(RunningJvm jvm, ListenerRow listener, String jar) {
    return (listener.isFull()
            ? listener.address + " of " + jvm.pid() + " is full"
            : listener.address + " of " + jvm.pid() + " is slow to accept")
        + (jvm.hasAgent()
            ? "; its agent's lines in the log say why."
            : ". To see why: java -jar " + jar + " attach " + jvm.pid());
  }

  private static boolean isInTrouble(ListenerRow listener) {
    return listener.isFull() || listener.oldestMillis >= TROUBLE_MILLIS;
  }

  private static String agent(RunningJvm jvm) {
    return jvm.hasAgent() ? "yes" : "no";
  }

  private static String orDash(@Nullable String text) {
    return text == null ? "-" : ForeignText.name(text);
  }

  private static String shortened(String main) {
    String name = ForeignText.name(main);
    return name.length() <= MAIN_MAX ? name : "…" + name.substring(name.length() - MAIN_MAX + 1);
  }

  private String json() {
    Json json = new Json().open('{').key("jvms").open('[');
    for (RunningJvm jvm : jvms) {
      json.open('{').key("pid").number(jvm.pid()).key("main").string(jvm.main());
      json.string("jdk", jvm.jdk());
      json.string("container", jvm.container());
      json.key("agent").bool(jvm.hasAgent());
      if (jvm.isVisible()) {
        json.key("listeners").open('[');
        jvm.listeners(namespaces).forEach(each -> listener(json, each));
        json.close(']');
      }
      json.close('}');
    }
    json.close(']').key("unreadable").open('[');
    namespaces.shortfalls().forEach(json::string);
    return json.close(']').close('}') + "\n";
  }

  private static void listener(Json json, ListenerRow row) {
    json.open('{').key("address").string(row.address.host());
    json.number("port", row.address.port());
    json.number("queue", row.queue);
    json.number("limit", row.limit);
    json.number("drops", row.drops);
    json.number("oldest_ms", row.oldestMillis);
    json.close('}');
  }
}
