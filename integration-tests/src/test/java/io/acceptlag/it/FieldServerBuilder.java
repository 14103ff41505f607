package io.acceptlag.it;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Of a server whose users speak HTTP/1.1 to it, unless something else is said. */
final class FieldServerBuilder {
  private final String name;
  private final String artifact;
  private final FieldServer.Launch launch;
  private final List<FieldTrial> trials = new ArrayList<>();
  private int since = 8;
  private int until;
  private Wire wire = Wire.HTTP;
  private int backlog;
  private Pattern backlogKey = FieldTrial.ANYTHING;
  private String backlogSetting = "";
  private boolean unseen;
  private boolean inCi;

  FieldServerBuilder(String name, String artifact, FieldServer.Launch launch, int newest) {
    this.name = name;
    this.artifact = artifact;
    this.launch = launch;
    until = newest;
  }

  FieldServerBuilder since(int jdk) {
    since = jdk;
    return this;
  }

  FieldServerBuilder until(int jdk) {
    until = jdk;
    return this;
  }

  FieldServerBuilder wire(Wire spoken) {
    wire = spoken;
    return this;
  }

  /**
   * @param key in which a regular expression finds the server's own name of it
   */
  FieldServerBuilder backlog(int byDefault, String key) {
    backlog = byDefault;
    backlogKey = Pattern.compile(key);
    return this;
  }

  /**
   * @param setting of its JVM, in which "{backlog}" stands for the number
   */
  FieldServerBuilder backlogSetting(String setting) {
    backlogSetting = setting;
    return this;
  }

  FieldServerBuilder unseen() {
    unseen = true;
    return this;
  }

  FieldServerBuilder inCi() {
    inCi = true;
    return this;
  }

  FieldServerBuilder trial(FieldTrial trial) {
    trials.add(trial);
    return this;
  }

  FieldServer build() {
    return new FieldServer(
        name,
        artifact,
        launch,
        since,
        until,
        wire,
        backlog,
        backlogKey,
        backlogSetting,
        unseen,
        inCi,
        List.copyOf(trials));
  }
}
