package io.acceptlag.agent.attach;

import io.acceptlag.agent.processes.RunningJvm;
import io.acceptlag.agent.remote.RemoteKeys;
import java.io.File;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The agent in another JVM, if there is one. It is asked, and never loaded a second time. */
final class RemoteAgent {
  private static final int ATTEMPTS = 3;
  private static final long ORDER_MILLIS = 10_000;
  private static final long ASK_EVERY_MILLIS = 100;

  private final RunningJvm jvm;
  private final TargetFiles files;
  private final AttachSocket socket;

  RemoteAgent(RunningJvm jvm) throws RefusedException {
    this.jvm = jvm;
    files = new TargetFiles(jvm.process());
    socket = AttachSocket.to(jvm.process(), files);
  }

  /** Its answers, by {@link RemoteKeys}; empty if there is no agent. */
  Properties ask() throws RefusedException {
    Properties properties = new Properties();
    try {
      properties.load(new StringReader(socket.ask("agentProperties")));
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedException("process " + jvm.pid() + " answers what cannot be read: " + e);
    }
    return properties;
  }

  /**
   * Asks again and again.
   *
   * @return its last answers, whether or not they are what was wanted
   */
  Properties askUntil(Predicate<Properties> wanted, long boundMillis) throws RefusedException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(boundMillis);
    Properties said = ask();
    while (!wanted.test(said) && System.nanoTime() - deadline < 0) {
      try {
        Thread.sleep(ASK_EVERY_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return said;
      }
      said = ask();
    }
    return said;
  }

  /**
   * Loads the jar into the JVM.
   *
   * @param said the answers of an agent that has left, whose jar must be loaded from the same place
   *     again
   */
  void load(File jar, String options, Properties said) throws RefusedException {
    String before = said.getProperty(RemoteKeys.JAR, "");
    String path = jar.getPath();
    if (!before.isEmpty() && (TargetFiles.isCopy(before) || !files.sees(jar))) {
      path = before;
    }
    boolean copied = !files.sees(jar) || TargetFiles.isCopy(path);
    try {
      if (copied) {
        String folder =
            TargetFiles.isCopy(path)
                ? path.substring(0, path.lastIndexOf('/'))
                : "/tmp/acceptlag-" + Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);
        path = files.copyOf(jar, folder);
      }
    } catch (IOException e) {
      throw new RefusedException(
          "the jar cannot be copied to where process " + jvm.pid() + " sees it: " + e.getMessage());
    }
    boolean loaded = false;
    try {
      String reply = socket.ask("load", "instrument", "false", path + "=" + options);
      // Java 8 answers with the number alone.
      String code = reply.trim().replace("return code: ", "");
      if (!code.equals("0")) {
        throw new RefusedException("process " + jvm.pid() + " did not load the jar: " + code);
      }
      loaded = true;
    } finally {
      if (copied && !loaded) {
        files.removeCopy(path);
      }
    }
  }

  void removeCopy(String jar) {
    files.removeCopy(jar);
  }

  /** Has an order carried out, and returns the result. */
  String order(String order) throws RefusedException {
    for (int i = 0; i < ATTEMPTS; i++) {
      String folder = ask().getProperty(RemoteKeys.ORDERS, "");
      if (folder.isEmpty()) {
        throw new RefusedException(
            "the agent in process " + jvm.pid() + " takes no orders: it cannot read /dev/urandom");
      }
      try {
        files.makeFolder(folder);
      } catch (IOException e) {
        // Another command was quicker, and the agent names a new folder.
        continue;
      }
      try {
        files.createWhole(
            files.path(folder + "/" + RemoteKeys.ORDER_FILE),
            order.getBytes(StandardCharsets.UTF_8));
        return answerTo(folder);
      } catch (IOException e) {
        throw new RefusedException("cannot write to " + folder + ": " + e.getMessage());
      } finally {
        files.remove(folder, RemoteKeys.ORDER_FILE);
      }
    }
    throw new RefusedException("cannot make a folder of our own in the /tmp of " + jvm.pid());
  }

  private String answerTo(String folder) throws RefusedException {
    String prefix = folder + " ";
    Properties said =
        askUntil(each -> each.getProperty(RemoteKeys.ANSWER, "").startsWith(prefix), ORDER_MILLIS);
    String answer = said.getProperty(RemoteKeys.ANSWER, "");
    if (!answer.startsWith(prefix)) {
      throw new RefusedException("the agent in process " + jvm.pid() + " does not answer");
    }
    String outcome = answer.substring(prefix.length());
    if (outcome.startsWith(RemoteKeys.REFUSED)) {
      throw new RefusedException(outcome.substring(RemoteKeys.REFUSED.length()));
    }
    return outcome;
  }
}
