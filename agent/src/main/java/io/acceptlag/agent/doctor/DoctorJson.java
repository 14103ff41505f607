package io.acceptlag.agent.doctor;

import io.acceptlag.agent.terminal.Json;
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

/** The same as {@link DoctorText}, for programs. What is not known is left out. */
final class DoctorJson {
  private final Json json = new Json();

  private DoctorJson() {}

  static String of(HostState host, List<String> unreadable) {
    DoctorJson doctor = new DoctorJson();
    doctor.open('{');
    doctor.string("kernel", host.kernel().toString());
    doctor.settings(host);
    doctor.counters(host);
    doctor.listeners(host);
    doctor.key("ports_not_reserved").open('[');
    ReservedPorts.lacking(host).forEach(port -> doctor.json.string(port.toString()));
    doctor.close(']');
    doctor.key("unreadable").open('[');
    unreadable.forEach(doctor.json::string);
    doctor.close(']');
    doctor.advice(Advisor.advise(host));
    doctor.close('}');
    return doctor.json + "\n";
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

  private DoctorJson key(String key) {
    json.key(key);
    return this;
  }

  private void open(char bracket) {
    json.open(bracket);
  }

  private void close(char bracket) {
    json.close(bracket);
  }

  private void string(String key, String value) {
    json.string(key, value);
  }

  private void number(String key, long value) {
    json.number(key, value);
  }
}
