package example.early.handlers.http;

import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;

/** Opens nothing. */
public final class Handler extends URLStreamHandler {
  @Override
  protected URLConnection openConnection(URL url) {
    return new OwnConnection(url);
  }

  private static final class OwnConnection extends URLConnection {
    OwnConnection(URL url) {
      super(url);
    }

    @Override
    public void connect() {}
  }
}
