package example.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;

/**
 * Apache MINA SSHD on its NIO2. The first {@code sshd.slowSessions} sessions that come after the
 * first line of its input keep their listener for {@code sshd.slowMillis} each, as one does that
 * looks up the client's name.
 */
public final class Server {
  private static final AtomicInteger SLOW = new AtomicInteger();

  private Server() {}

  public static void main(String[] args) throws Exception {
    Path key = Files.createTempDirectory("sshd").resolve("key");
    SshServer server = SshServer.setUpDefaultServer();
    server.setHost("127.0.0.1");
    server.setPort(0);
    server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(key));
    server.addSessionListener(new Audit());
    server.start();
    System.out.println("READY " + server.getPort());
    for (int read = System.in.read(); read != -1; read = System.in.read()) {
      if (read == '\n') {
        SLOW.set(Integer.getInteger("sshd.slowSessions", 0));
        System.out.println("DONE");
      }
    }
    server.stop();
  }

  /** The application's. */
  private static final class Audit implements SessionListener {
    @Override
    public void sessionCreated(Session session) {
      if (SLOW.getAndUpdate(left -> Math.max(left - 1, 0)) > 0) {
        try {
          Thread.sleep(Long.getLong("sshd.slowMillis"));
        } catch (InterruptedException e) {
          // The server is stopping.
        }
      }
    }
  }
}
