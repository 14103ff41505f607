package io.acceptlag.agent.telemetry.quiet;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Replaces java.net.URL, by which the SDK parses endpoints. Making a URL looks for a handler, also
 * among the application's, keeps it for the whole JVM, and initialises {@code java.nio.file}. This
 * class parses the same, and opens nothing.
 */
public final class QuietUrl {
  private static final URLStreamHandler NOBODY =
      new URLStreamHandler() {
        @Override
        protected URLConnection openConnection(URL url) throws IOException {
          throw new IOException(url + " is only to be read");
        }
      };

  /** The protocols for which every JVM has a handler. */
  private static final List<String> PROTOCOLS =
      Arrays.asList("http", "https", "file", "jar", "ftp", "mailto");

  private final URL url;

  public QuietUrl(String text) throws MalformedURLException {
    this(null, text);
  }

  public QuietUrl(@Nullable QuietUrl context, String text) throws MalformedURLException {
    url = new URL(context == null ? null : context.url, text, NOBODY);
    if (!PROTOCOLS.contains(url.getProtocol())) {
      throw new MalformedURLException("unknown protocol: " + url.getProtocol());
    }
  }

  public String getProtocol() {
    return url.getProtocol();
  }

  public String getHost() {
    return url.getHost();
  }

  public int getPort() {
    return url.getPort();
  }

  public String getPath() {
    return url.getPath();
  }

  public @Nullable String getQuery() {
    return url.getQuery();
  }

  public @Nullable String getRef() {
    return url.getRef();
  }

  public URI toURI() throws URISyntaxException {
    return url.toURI();
  }

  public URLConnection openConnection() throws IOException {
    return url.openConnection();
  }

  public InputStream openStream() throws IOException {
    return url.openStream();
  }

  @Override
  public String toString() {
    return url.toString();
  }
}
