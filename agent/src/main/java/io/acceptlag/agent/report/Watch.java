package io.acceptlag.agent.report;

import io.acceptlag.agent.terminal.Terminal;
import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Resolution;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The command {@code watch}: what a JVM's listeners do, once a second, until one quits. */
public final class Watch {
  private static final long LOOK_MILLIS = 200;

  private Watch() {}

  /**
   * @return whether it was ended by whoever watches; if not, it was said why
   */
  public static boolean run(String pid, boolean json, PrintStream out, PrintStream err) {
    if (!pid.matches("\\d{1,10}")) {
      err.println("acceptlag: watch takes a process id, and this is none: " + Text.of(pid));
      return false;
    }
    Terminal terminal = Terminal.find();
    try (BoxRequest request = BoxRequest.to(pid);
        Keys keys = Keys.of(terminal.isLive() && !json);
        Seconds seconds =
            json
                ? new JsonSeconds(out)
                : terminal.isLive() ? new LiveSeconds(out, terminal, pid) : new PlainSeconds(out)) {
      watch(pid, request, keys, seconds, out);
      return true;
    } catch (RefusedException | IOException e) {
      err.println("acceptlag: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static void watch(
      String pid, BoxRequest request, Keys keys, Seconds seconds, PrintStream out)
      throws RefusedException, IOException, InterruptedException {
    long shown = Long.MIN_VALUE;
    while (!keys.quit() && !out.checkError()) {
      Image image = Report.image("process " + pid, request.read());
      List<Frame> frames = image.frames(Resolution.SECOND);
      if (!frames.isEmpty() && frames.get(frames.size() - 1).startSeconds() != shown) {
        shown = frames.get(frames.size() - 1).startSeconds();
        seconds.show(image, frames);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
