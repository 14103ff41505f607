package io.acceptlag.it;

import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's Chromium with one page, driven by its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern VALUE = Pattern.compile("\"value\":\"([^\"]*)\"");

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<String> replies;
  private int lastId;

  private Browser(Process process, WebSocket socket, BlockingQueue<String> replies) {
    this.process = process;
    this.socket = socket;
    this.replies = replies;
  }

  /** Why there is none, in one line; empty if there is. */
  static String unavailability() {
    return Launcher.outcome(List.of("chromium", "--version"));
  }

  /**
   * @param profile a folder for it
   */
  static Browser open(Path page, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                page.toUri().toString())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      BlockingQueue<String> replies = new LinkedBlockingQueue<>();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(addressOf(profile), new Listener(replies))
              .get(SOON.toSeconds(), TimeUnit.SECONDS);
      Browser browser = new Browser(process, socket, replies);
      browser.call("Emulation.setFocusEmulationEnabled", "{\"enabled\":true}");
      Await.until(
          "the page is there",
          SOON,
          () -> browser.evaluate("document.readyState").equals("complete"));
      return browser;
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  /** Of its page; it writes down its port when it can be reached. */
  private static URI addressOf(Path profile) throws Exception {
    Path file = profile.resolve("DevToolsActivePort");
    String port =
        Await.found(
            SOON,
            () ->
                Files.exists(file)
                    ? Files.readString(file).lines().findFirst()
                    : Optional.<String>empty(),
            () -> new AssertionError("the browser cannot be reached"));
    HttpRequest list =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list")).build();
    Pattern address =
        Pattern.compile("\"type\": \"page\",[^}]*\"webSocketDebuggerUrl\": \"([^\"]*)\"");
    return URI.create(
        Await.found(
            SOON,
            () -> {
              Matcher found =
                  address.matcher(
                      HttpClient.newHttpClient()
                          .send(list, HttpResponse.BodyHandlers.ofString())
                          .body());
              return found.find() ? Optional.of(found.group(1)) : Optional.<String>empty();
            },
            () -> new AssertionError("the browser has no page")));
  }

  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<String> replies;
    private final StringBuilder part = new StringBuilder();

    Listener(BlockingQueue<String> replies) {
      this.replies = replies;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        replies.add(part.toString());
        part.setLength(0);
      }
      return WebSocket.Listener.super.onText(webSocket, data, last);
    }
  }

  /**
   * Calls a method of the protocol.
   *
   * @return its whole reply
   */
  String call(String method, String parameters) throws Exception {
    lastId++;
    String request =
        "{\"id\":" + lastId + ",\"method\":\"" + method + "\",\"params\":" + parameters + "}";
    socket.sendText(request, true).get(SOON.toSeconds(), TimeUnit.SECONDS);
    while (true) {
      String reply = replies.poll(SOON.toSeconds(), TimeUnit.SECONDS);
      if (reply == null) {
        throw new AssertionError("the browser does not answer " + method);
      }
      if (reply.startsWith("{\"id\":" + lastId + ",")) {
        if (reply.startsWith("\"error\":", reply.indexOf(',') + 1)) {
          throw new AssertionError(method + ": " + reply);
        }
        return reply;
      }
    }
  }

  /** What a script says, as text. */
  String evaluate(String script) throws Exception {
    String encoded = "encodeURIComponent(String(" + script + "))";
    String reply = call("Runtime.evaluate", "{\"expression\":" + quoted(encoded) + "}");
    Matcher value = VALUE.matcher(reply);
    if (reply.contains("\"exceptionDetails\"") || !value.find()) {
      throw new AssertionError(script + ": " + reply);
    }
    return URLDecoder.decode(value.group(1).replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** Presses a key, such as {@code Tab}. */
  void press(String key, int code, String text) throws Exception {
    String both =
        "\"key\":\""
            + key
            + "\",\"code\":\""
            + key
            + "\",\"windowsVirtualKeyCode\":"
            + code
            + (text.isEmpty() ? "" : ",\"text\":" + quoted(text));
    call("Input.dispatchKeyEvent", "{\"type\":\"keyDown\"," + both + "}");
    call("Input.dispatchKeyEvent", "{\"type\":\"keyUp\"," + both + "}");
  }

  /** As JSON. */
  static String quoted(String text) {
    StringBuilder json = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < ' ' || c == '"' || c == '\\') {
        json.append(String.format("\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    return json.append('"').toString();
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
  }
}
