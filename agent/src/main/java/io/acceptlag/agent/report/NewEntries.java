package io.acceptlag.agent.report;

import io.acceptlag.core.blackbox.Entry;
import io.acceptlag.core.blackbox.Entry.Part;
import io.acceptlag.core.blackbox.Image;
import java.util.ArrayList;
import java.util.List;

/** What was reported since the last call. */
final class NewEntries {
  private boolean first = true;
  private long latestMillis;
  private int ofLatest;

  /** Nothing at the first call, because that was reported before. */
  List<Entry> of(Image image) {
    List<Entry> entries = image.entries();
    List<Entry> fresh = new ArrayList<>();
    int same = 0;
    for (Entry entry : entries) {
      long at = entry.number(Part.AT_MS);
      same += at == latestMillis ? 1 : 0;
      if (at > latestMillis || (at == latestMillis && same > ofLatest)) {
        fresh.add(entry);
      }
    }
    remember(entries);
    if (first) {
      first = false;
      fresh.clear();
    }
    return fresh;
  }

  private void remember(List<Entry> entries) {
    for (Entry entry : entries) {
      latestMillis = Math.max(latestMillis, entry.number(Part.AT_MS));
    }
    ofLatest = 0;
    for (Entry entry : entries) {
      ofLatest += entry.number(Part.AT_MS) == latestMillis ? 1 : 0;
    }
  }
}
