package io.acceptlag.agent.demo;

import io.acceptlag.agent.report.Report;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/** The page of {@code report} that the demo leaves, made from the black box of its server. */
final class DemoPage {
  /** A path that can be given in the agent's options: it has none of their separators. */
  private static final String OPTION_PATH = "[^,=\\s]+";

  private final @Nullable File folder;

  private DemoPage(@Nullable File folder) {
    this.folder = folder;
  }

  /** In a folder of its own; without one there is no page. */
  static DemoPage make() {
    try {
      File folder = Files.createTempDirectory("acceptlag-demo").toFile();
      return new DemoPage(folder.getPath().matches(OPTION_PATH) ? folder : null);
    } catch (IOException e) {
      return new DemoPage(null);
    }
  }

  /** Null if there is no folder for it. */
  @Nullable File box() {
    return folder == null ? null : new File(folder, "shop.box");
  }

  void write(Screen screen) {
    File box = box();
    if (folder == null || box == null) {
      return;
    }
    File page = new File(folder, "report.html");
    if (Report.write(box, page, "the demo's shop")) {
      screen.blank();
      screen.paragraph(Screen.Style.PLAIN, "All of it as a page, to be opened in a browser:");
      screen.row(Screen.Style.PLAIN, "  " + page);
    }
  }

  /** Removes everything but the page. */
  void close() {
    File box = box();
    if (folder != null && box != null) {
      box.delete();
      // This fails if there is a page in it, as intended.
      folder.delete();
    }
  }
}
