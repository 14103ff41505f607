package example.log;

import javax.servlet.ServletContextEvent;
import javax.servlet.ServletContextListener;
import org.slf4j.LoggerFactory;

/** A web application that logs by SLF4J. */
public class Listener implements ServletContextListener {
  @Override
  public void contextInitialized(ServletContextEvent event) {
    LoggerFactory.getLogger("webapp").info("up");
  }

  @Override
  public void contextDestroyed(ServletContextEvent event) {}
}
