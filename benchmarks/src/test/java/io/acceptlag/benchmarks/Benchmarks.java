package io.acceptlag.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Measures what the agent costs and writes benchmarks/README.md: all parts, or those that are
 * named. What a part measured before is printed beside it. With {@code --short}: the {@link
 * ShortVersion}, which writes nothing.
 */
public final class Benchmarks {
  private static final Path README = Path.of("benchmarks", "README.md");
  private static final String HEAD = "## ";

  private Benchmarks() {}

  public static void main(String[] args) throws Exception {
    if (List.of(args).equals(List.of("--short"))) {
      System.exit(ShortVersion.holds() ? 0 : 1);
    }
    Map<String, Part> parts = new LinkedHashMap<>();
    parts.put("hook", new HookCost());
    parts.put("listeners", new ListenerCost());
    parts.put("request-trace", new RequestTraceCost());
    parts.put("connections", new ConnectionsPerSecond());
    parts.put("start", new StartCost());
    parts.put("spring", new SpringBootStart());
    parts.put("memory", new MemoryCost());
    parts.put("sampler", new SamplerCost());
    parts.put("black-box", new BlackBoxCost());
    parts.put("open-connections", new OpenConnections());
    parts.put("surfaces", new SurfacesCost());
    parts.put("detection", new Detection());
    parts.put("trouble", new TroubleCost());
    parts.put("trouble-connections", new ConnectionsInTrouble());
    Set<String> wanted = new TreeSet<>(args.length == 0 ? parts.keySet() : List.of(args));
    if (!parts.keySet().containsAll(wanted)) {
      System.err.println("Parts are " + parts.keySet() + ", not all of " + wanted);
      System.exit(2);
    }
    List<String> titles = parts.values().stream().map(Part::title).toList();
    Map<String, String> sections = sections();
    for (Map.Entry<String, Part> part : parts.entrySet()) {
      if (wanted.contains(part.getKey())) {
        String title = part.getValue().title();
        String before = sections.getOrDefault(title, "");
        String measured = "\n" + part.getValue().measure() + "\n" + stamp() + "\n";
        sections.put(title, measured);
        System.out.println(HEAD + title + "\n" + measured);
        System.out.println(Figures.compared(before, measured));
        write(inOrder(sections, titles));
      }
    }
  }

  private static String stamp() throws IOException {
    String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
    return LocalDate.now(ZoneId.systemDefault())
        + ", Linux "
        + kernel.replaceAll("-.*", "")
        + ", "
        + Runtime.getRuntime().availableProcessors()
        + " cores, Java "
        + String.join(", ", Jvm.all().stream().map(Jvm::fullVersion).toList())
        + ".";
  }

  /** What README has, by title; what comes before the first title under "". */
  private static Map<String, String> sections() throws IOException {
    Map<String, String> sections = new LinkedHashMap<>();
    String title = "";
    StringBuilder text = new StringBuilder();
    for (String line : Files.readAllLines(README)) {
      if (line.startsWith(HEAD)) {
        sections.put(title, text.toString());
        title = line.substring(HEAD.length());
        text.setLength(0);
      } else {
        text.append(line).append('\n');
      }
    }
    sections.put(title, text.toString());
    return sections;
  }

  /** The head, then what there is of the titles, then whatever else README has. */
  private static Map<String, String> inOrder(Map<String, String> sections, List<String> titles) {
    Map<String, String> ordered = new LinkedHashMap<>();
    ordered.put("", sections.getOrDefault("", ""));
    for (String title : titles) {
      if (sections.containsKey(title)) {
        ordered.put(title, sections.get(title));
      }
    }
    sections.forEach(ordered::putIfAbsent);
    return ordered;
  }

  private static void write(Map<String, String> sections) throws IOException {
    List<String> texts = new ArrayList<>();
    sections.forEach(
        (title, text) ->
            texts.add((title.isEmpty() ? "" : HEAD + title + "\n") + text.stripTrailing()));
    Files.writeString(README, String.join("\n\n", texts) + "\n");
  }
}
