package io.acceptlag.agent.report;

import io.acceptlag.agent.attach.RefusedException;
import io.acceptlag.agent.attach.RemoteBox;
import io.acceptlag.agent.terminal.GivenFile;
import io.acceptlag.core.blackbox.Image;
import io.acceptlag.core.text.ForeignText;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The command {@code report}: a page of a running JVM's black box, or of one in a file. */
public final class Report {
  private Report() {}

  /**
   * @param of a process id, the name of a JVM, or a file
   * @param output the page to write; {@code -} for the standard output; empty for a new name in
   *     this folder
   * @return whether it was made; if not, the reason was printed
   */
  public static boolean run(String of, String output, PrintStream out, PrintStream err) {
    try {
      boolean isFile = Files.exists(Paths.get(of)) || of.indexOf('/') >= 0;
      Page page =
          new Page(
              image(of, isFile ? fromFile(of) : fromProcess(of)),
              (isFile ? "" : "process ") + ForeignText.message(of),
              ZoneId.systemDefault(),
              System.currentTimeMillis());
      if (page.isEmpty()) {
        throw new RefusedException(of + " is a black box with nothing in it yet");
      }
      write(page, output.isEmpty() ? newName(of) : output, out);
      return true;
    } catch (RefusedException | IOException e) {
      err.println("acceptlag: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      err.println("acceptlag: interrupted");
    }
    return false;
  }

  /**
   * A page of the black box in a file.
   *
   * @param title what the box belongs to
   * @return whether it was made
   */
  public static boolean write(File box, File page, String title) {
    try {
      Image image = image(title, fromFile(box.getPath()));
      Page made = new Page(image, title, ZoneId.systemDefault(), System.currentTimeMillis());
      write(made, page.toPath());
      return true;
    } catch (RefusedException | IOException e) {
      return false;
    }
  }

  /** Parses the bytes of a black box. */
  static Image image(String of, byte[] bytes) throws RefusedException {
    try {
      return Image.of(bytes);
    } catch (IllegalArgumentException e) {
      throw new RefusedException("cannot read " + ForeignText.message(of) + ": " + e.getMessage());
    }
  }

  private static byte[] fromProcess(String target) throws RefusedException, InterruptedException {
    try (RemoteBox box = RemoteBox.of(target)) {
      return box.read();
    }
  }

  static byte[] fromFile(String name) throws RefusedException {
    Path file = Paths.get(name);
    try {
      return GivenFile.read(file, "black box");
    } catch (IOException e) {
      throw new RefusedException(
          "cannot read "
              + ForeignText.message(name)
              + ": "
              + e.getMessage()
              + (Files.exists(file)
                  ? ""
                  : "; report takes a process id, a name, or the file of the option blackbox"));
    }
  }

  private static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "you may not; ask as its owner, or as root";
    }
    return e instanceof NoSuchFileException ? "it is gone" : String.valueOf(e.getMessage());
  }

  private static String newName(String of) {
    Path file = Paths.get(of).getFileName();
    String name = file == null ? "box" : file.toString();
    return "acceptlag-"
        + name
        + "-"
        + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
            .format(ZonedDateTime.now(ZoneId.systemDefault()))
        + ".html";
  }

  private static void write(Page page, String output, PrintStream out)
      throws RefusedException, IOException {
    if (output.equals("-")) {
      byte[] html = page.html().getBytes(StandardCharsets.UTF_8);
      out.write(html, 0, html.length);
      return;
    }
    Path file = Paths.get(output);
    int length = write(page, file);
    out.println(
        "Wrote "
            + file.toAbsolutePath()
            + " ("
            + (length + 999) / 1000
            + " kB): "
            + page.listeners()
            + (page.listeners() == 1 ? " listener, " : " listeners, ")
            + page.troubles()
            + (page.troubles() == 1 ? " trouble" : " troubles"));
  }

  private static int write(Page page, Path file) throws RefusedException, IOException {
    byte[] html = page.html().getBytes(StandardCharsets.UTF_8);
    try {
      if (!Files.exists(file)) {
        // Readable by its owner only, because it names clients.
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      }
      try (OutputStream to = Files.newOutputStream(file)) {
        to.write(html);
      }
      return html.length;
    } catch (IOException e) {
      throw new RefusedException(
          "cannot write " + ForeignText.message(file.toString()) + ": " + reason(e));
    }
  }
}
