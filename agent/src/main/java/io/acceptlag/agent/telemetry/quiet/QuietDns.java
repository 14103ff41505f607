package io.acceptlag.agent.telemetry.quiet;

import java.net.AcceptlagNames;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import okhttp3.Dns;

/**
 * Replaces okhttp's InetAddressDns, whose InetAddress.getAllByName reads the security property
 * networkaddress.cache.ttl. Usable once {@link AcceptlagNames} is defined inside java.base.
 */
public final class QuietDns implements Dns {
  public static final QuietDns INSTANCE = new QuietDns();

  private QuietDns() {}

  @Override
  public List<InetAddress> lookup(String host) throws UnknownHostException {
    return Arrays.asList(AcceptlagNames.lookup(host));
  }
}
