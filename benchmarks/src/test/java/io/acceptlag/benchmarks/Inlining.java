package io.acceptlag.benchmarks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether the hook becomes part of accept(): what C2 says of it while a ServerSocket is under load,
 * in the log of {@code -XX:+PrintInlining}.
 */
final class Inlining {
  private static final long LOAD_MILLIS = 8_000;

  private static final List<String> OPTIONS =
      List.of(
          "-XX:+UnlockDiagnosticVMOptions",
          "-XX:+PrintCompilation",
          "-XX:+PrintInlining",
          // One thread of C2, so that a tree belongs to the method that was last said to compile.
          "-XX:CICompilerCount=2");

  /** In the order they are called in; the last asks the kernel, and only after a wait. */
  private static final List<String> WANTED =
      List.of(
          "AcceptlagHook::enterSocket",
          "AcceptReceiver::onEnter",
          "AcceptRecorder::entered",
          "AcceptlagHook::acceptedSocket",
          "AcceptReceiver::onAccepted",
          "AcceptRecorder::accepted",
          "AcceptRecorder::measure");

  private static final Pattern COMPILED =
      Pattern.compile("^ *\\d+ +\\d+ [ %sbn!]* 4 +\\S*?(\\w+::\\S+)( @ \\d+)? \\(\\d+ bytes\\)$");
  private static final Pattern CALLED =
      Pattern.compile("^( +[!msbn ]*)@ \\d+ +\\S*?([\\w$]+::\\S+) \\(\\d+ bytes\\) +(.*)$");

  /** A method of a tree, and where its line begins. */
  private record Node(int indent, String method) {}

  /** By whom C2 saw a method called, and what it did with that call. */
  private record Verdict(String caller, String words) {}

  private Inlining() {}

  /** As Markdown. */
  static String measure() throws Exception {
    Table table = new Table(4, "Java", "method", "called by", "C2 says");
    for (int version : new int[] {17, 25}) {
      Jvm jvm = Jvm.of(version);
      Map<String, Verdict> verdicts = verdicts(log(jvm));
      for (String method : WANTED) {
        Verdict verdict = verdicts.get(method);
        table.row(
            jvm.fullVersion(),
            "`" + method + "`",
            verdict == null ? "" : "`" + verdict.caller + "`",
            verdict == null ? "nothing: there is no proof" : verdict.words);
      }
    }
    return table.toString();
  }

  private static List<String> log(Jvm jvm) throws Exception {
    List<String> options = new ArrayList<>(OPTIONS);
    options.addAll(Agent.ACCEPTLAG.options());
    try (Program server = Program.start(Server.SERVER_SOCKET.command(jvm, options))) {
      Client.perSecond(server.awaitPort(), LOAD_MILLIS);
      return server.saidSince();
    }
  }

  /** Those of the last compilation in which each was seen. */
  private static Map<String, Verdict> verdicts(List<String> log) {
    Map<String, Verdict> verdicts = new LinkedHashMap<>();
    String compiled = "";
    Deque<Node> callers = new ArrayDeque<>();
    for (String line : log) {
      Matcher root = COMPILED.matcher(line);
      if (root.find()) {
        compiled = root.group(1);
      }
      Matcher call = CALLED.matcher(line);
      if (!call.find()) {
        callers.clear();
        continue;
      }
      int indent = call.group(1).length();
      while (!callers.isEmpty() && callers.peek().indent >= indent) {
        callers.pop();
      }
      String caller = callers.isEmpty() ? compiled : callers.peek().method;
      callers.push(new Node(indent, call.group(2)));
      if (WANTED.contains(call.group(2)) && isOfC2(call.group(3))) {
        verdicts.put(call.group(2), new Verdict(caller, call.group(3)));
      }
    }
    return verdicts;
  }

  /** C1 says "inline" and "callee is too large". */
  private static boolean isOfC2(String words) {
    return !words.equals("inline") && !words.startsWith("callee is");
  }
}
