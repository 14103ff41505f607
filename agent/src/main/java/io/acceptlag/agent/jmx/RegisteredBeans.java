package io.acceptlag.agent.jmx;

import io.acceptlag.agent.view.ListenerName;
import io.acceptlag.agent.view.ListenerViews;
import io.acceptlag.agent.view.OpenIncidents;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Our beans in one MBean server, which may be the application's own implementation and may fail.
 */
final class RegisteredBeans {
  private static final String DOMAIN = "io.acceptlag:";

  private final MBeanServer server;
  private final ListenerViews views;
  private final OpenIncidents incidents;
  private final AgentBean agent;
  private final Map<ListenerName, ObjectName> listeners = new HashMap<>();
  private boolean agentTried;

  RegisteredBeans(
      MBeanServer server, ListenerViews views, OpenIncidents incidents, AgentBean agent) {
    this.server = server;
    this.views = views;
    this.incidents = incidents;
    this.agent = agent;
  }

  /** Registers what is missing, and unregisters what is gone. */
  synchronized void follow(Set<ListenerName> names) throws JMException {
    if (!agentTried) {
      agentTried = true;
      register(agent, new ObjectName(DOMAIN + "type=Agent"));
    }
    for (Iterator<Map.Entry<ListenerName, ObjectName>> each = listeners.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<ListenerName, ObjectName> registered = each.next();
      if (!names.contains(registered.getKey())) {
        each.remove();
        unregister(registered.getValue());
      }
    }
    for (ListenerName name : names) {
      if (!listeners.containsKey(name)) {
        ObjectName object = objectName(name);
        // Put first, so that a refused bean is not tried again.
        listeners.put(name, object);
        register(new ListenerBean(views, incidents, name), object);
      }
    }
  }

  synchronized void close() throws JMException {
    for (ObjectName name : listeners.values()) {
      unregister(name);
    }
    listeners.clear();
    unregister(new ObjectName(DOMAIN + "type=Agent"));
  }

  private static ObjectName objectName(ListenerName name) throws JMException {
    String host = name.host();
    String address =
        host == null ? "" : ",address=" + (host.indexOf(':') < 0 ? host : ObjectName.quote(host));
    return new ObjectName(DOMAIN + "type=Listener,port=" + name.port() + address);
  }

  private void register(Object bean, ObjectName name) {
    try {
      server.registerMBean(bean, name);
    } catch (JMException | RuntimeException refused) {
      // The server, a security manager, or another bean of that name prevents it: it is not shown.
    }
  }

  private void unregister(ObjectName name) {
    try {
      server.unregisterMBean(name);
    } catch (JMException | RuntimeException gone) {
      // Something else has unregistered it.
    }
  }
}
