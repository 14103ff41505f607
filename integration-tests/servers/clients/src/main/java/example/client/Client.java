package example.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;

/**
 * Connects by a library to a port of loopback, and asks for something that never comes. On standard
 * input: the library and the port. Prints DONE when it has given up.
 */
public final class Client {
  private static final int CONNECT_SECONDS = 10;

  private Client() {}

  public static void main(String[] args) throws Exception {
    System.out.println("READY");
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] command = line.split(" ", -1);
      try {
        connect(command[0], Integer.parseInt(command[1]));
      } catch (IOException | SQLException e) {
        // Its server speaks no protocol.
        System.out.println(e);
      }
      System.out.println("DONE " + line);
    }
  }

  private static void connect(String library, int port) throws Exception {
    String url = "http://127.0.0.1:" + port + "/";
    switch (library) {
      case "jdk":
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS))
            .build()
            .send(
                HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build(),
                HttpResponse.BodyHandlers.ofString());
        break;
      case "apache":
        apache(url);
        break;
      case "okhttp":
        new OkHttpClient.Builder()
            .connectTimeout(Duration.ofSeconds(CONNECT_SECONDS))
            .readTimeout(Duration.ofMillis(300))
            .retryOnConnectionFailure(false)
            .build()
            .newCall(new Request.Builder().url(url).build())
            .execute()
            .close();
        break;
      case "jdbc":
        DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:"
                    + port
                    + "/shop?connectTimeout="
                    + CONNECT_SECONDS
                    + "&socketTimeout=1&sslmode=disable&gssEncMode=disable")
            .close();
        break;
      default:
        throw new IllegalArgumentException(library);
    }
  }

  private static void apache(String url) throws IOException {
    ConnectionConfig config =
        ConnectionConfig.custom()
            .setConnectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
            .setSocketTimeout(300, TimeUnit.MILLISECONDS)
            .build();
    try (CloseableHttpClient client =
        HttpClients.custom()
            .disableAutomaticRetries()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setDefaultConnectionConfig(config)
                    .build())
            .setDefaultRequestConfig(
                RequestConfig.custom().setResponseTimeout(300, TimeUnit.MILLISECONDS).build())
            .build()) {
      client.execute(new HttpGet(url), response -> response.getCode());
    }
  }
}
