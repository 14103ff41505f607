package io.acceptlag.agent.doctor;

import io.acceptlag.core.doctor.Advice;
import io.acceptlag.core.doctor.Advisor;
import io.acceptlag.core.doctor.CounterMeanings;
import io.acceptlag.core.doctor.HostState;
import io.acceptlag.core.doctor.ListenerState;
import io.acceptlag.core.doctor.ReservedPorts;
import io.acceptlag.core.doctor.SettingMeanings;
import io.acceptlag.core.kernel.KernelCounter;
import io.acceptlag.core.kernel.KernelSetting;
import io.acceptlag.core.kernel.LossCounter;
import java.util.List;

/**
 * For a program, the same as {@link DoctorText}. What is not known is left out. By hand, because
 * the libraries that the jar carries write no JSON.
 */
final class DoctorJson {
  private final StringBuilder text = new StringBuilder();
  private boolean first = true;

  private DoctorJson() {}

  static String of(HostState host, List<String> unreadable) {
    DoctorJson json = new DoctorJson();
    json.open('{');
    json.string("kernel", host.kernel().toString());
    json.settings(host);
    json.counters(host);
    json.listeners(host);
    json.key("ports_not_reserved").open('[');
    ReservedPorts.lacking(host).forEach(port -> json.element(port.toString()));
    json.close(']');
    json.key("unreadable").open('[');
    unreadable.forEach(json::element);
    json.close(']');
    json.advice(Advisor.advise(host));
    json.close('}');
    return json.text.append('\n').toString();
  }

  private void settings(HostState host) {
    SettingMeanings meanings = new SettingMeanings(host.kernel(), host.settings());
    key("settings").open('{');
    for (KernelSetting setting : KernelSetting.values()) {
      String value = host.settings().text(setting);
      if (value != null) {
        key(setting.key()).open('{');
        string("value", value.replaceAll("\\s+", " "));
        string("meaning", meanings.of(setting));
        close('}');
      }
    }
    close('}');
  }

  private void counters(HostState host) {
    key("counters").open('{');
    for (KernelCounter counter : KernelCounter.values()) {
      long total = CounterMeanings.total(counter, host);
      if (total >= 0) {
        key(counter.key()).open('{');
        number("value", total);
        string("meaning", CounterMeanings.of(counter, host.kernel()));
        close('}');
      }
    }
    for (LossCounter counter : LossCounter.values()) {
      long total = host.losses().total(counter);
      if (total >= 0) {
        key(counter.key()).open('{');
        number("value", total);
        string("meaning", CounterMeanings.of(counter));
        close('}');
      }
    }
    close('}');
    number("nf_conntrack_count", host.losses().tracked());
  }

  private void listeners(HostState host) {
    key("listeners").open('[');
    for (ListenerState listener : host.listeners()) {
      open('{');
      string("address", listener.address().host());
      number("port", listener.address().port());
      number("queue", listener.queueLength());
      number("limit", listener.queueLimit());
      number("drops", listener.drops());
      close('}');
    }
    close(']');
  }

  private void advice(List<Advice> advice) {
    key("advice").open('[');
    for (Advice each : advice) {
      open('{');
      string("what", each.what());
      string("why", each.why());
      close('}');
    }
    close(']');
  }

  private void open(char bracket) {
    comma();
    text.append(bracket);
    first = true;
  }

  private void close(char bracket) {
    text.append(bracket);
    first = false;
  }

  private void element(String value) {
    comma();
    quoted(value);
  }

  private void string(String key, String value) {
    key(key).element(value);
  }

  private void number(String key, long value) {
    if (value >= 0) {
      key(key);
      comma();
      text.append(value);
    }
  }

  /** What follows is its value. */
  private DoctorJson key(String key) {
    element(key);
    text.append(':');
    first = true;
    return this;
  }

  private void comma() {
    if (!first) {
      text.append(',');
    }
    first = false;
  }

  private void quoted(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        String hex = Integer.toHexString(c);
        text.append("\\u").append("0000", 0, 4 - hex.length()).append(hex);
      } else {
        text.append(c);
      }
    }
    text.append('"');
  }
}
