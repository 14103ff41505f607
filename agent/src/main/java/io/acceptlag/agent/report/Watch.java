package io.acceptlag.agent.report;

import io.acceptlag.agent.attach.RefusedException;
import io.acceptlag.agent.attach.RemoteBox;
import io.acceptlag.agent.terminal.Terminal;
import io.acceptlag.core.blackbox.Frame;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.blackbox.Resolution;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;

/** The command {@code watch}: what a JVM's listeners do, once a second, until the user quits. */
public final class Watch {
  private static final long LOOK_MILLIS = 200;

  private Watch() {}

  /**
   * @param target a process id, or the name of a JVM
   * @return whether the user ended it; if not, the reason was printed
   */
  public static boolean run(String target, boolean json, PrintStream out, PrintStream err) {
    Terminal terminal = Terminal.find();
    try (RemoteBox box = RemoteBox.of(target);
        Keys keys = Keys.of(terminal.isLive() && !json);
        Seconds seconds =
            json
                ? new JsonSeconds(out)
                : terminal.isLive()
                    ? new LiveSeconds(out, terminal, box.pid())
                    : new PlainSeconds(out)) {
      watch(box, keys, seconds, out);
      return true;
    } catch (RefusedException | IOException e) {
      err.println("acceptlag: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  private static void watch(RemoteBox box, Keys keys, Seconds seconds, PrintStream out)
      throws RefusedException, IOException, InterruptedException {
    long shown = Long.MIN_VALUE;
    while (!keys.quit() && !out.checkError()) {
      Image image = Report.image("process " + box.pid(), box.read());
      List<Frame> frames = image.frames(Resolution.SECOND);
      if (!frames.isEmpty() && frames.get(frames.size() - 1).startSeconds() != shown) {
        shown = frames.get(frames.size() - 1).startSeconds();
        seconds.show(image, frames);
      }
      Thread.sleep(LOOK_MILLIS);
    }
  }
}
