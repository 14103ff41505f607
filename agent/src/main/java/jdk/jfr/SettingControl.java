package jdk.jfr;

import java.util.Set;

public abstract class SettingControl {
  protected SettingControl() {}

  public abstract String combine(Set<String> settingValues);

  public abstract void setValue(String settingValue);

  public abstract String getValue();
}
