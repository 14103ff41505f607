import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Lays into the jar what scanners read: a pom.properties for each part, because they know nothing
 * of a shaded class, and the bill of materials itself. Run by the build as {@code java Papers.java
 * BOM.xml BOM.json LAYOUT}.
 */
final class Papers {
  private Papers() {}

  public static void main(String[] args) throws Exception {
    Path metaInf = Path.of(args[2], "META-INF");
    Element bom =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(Path.of(args[0]).toFile())
            .getDocumentElement();
    Element metadata = child(bom, "metadata");
    describe(child(metadata, "component"), metaInf);
    NodeList parts = child(bom, "components").getChildNodes();
    for (int i = 0; i < parts.getLength(); i++) {
      if (parts.item(i) instanceof Element part) {
        describe(part, metaInf);
      }
    }
    Path sbom = Files.createDirectories(metaInf.resolve("sbom"));
    Files.copy(Path.of(args[1]), sbom.resolve("acceptlag.cdx.json"));
  }

  private static void describe(Element part, Path metaInf) throws IOException {
    String group = child(part, "group").getTextContent();
    String name = child(part, "name").getTextContent();
    Path folder = metaInf.resolve("maven").resolve(group).resolve(name);
    Files.createDirectories(folder);
    // As Maven writes it, but for the date, which would differ from build to build.
    Files.writeString(
        folder.resolve("pom.properties"),
        "artifactId="
            + name
            + "\ngroupId="
            + group
            + "\nversion="
            + child(part, "version").getTextContent()
            + "\n");
  }

  private static Element child(Element parent, String name) {
    NodeList children = parent.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      Node child = children.item(i);
      if (child instanceof Element element && name.equals(element.getNodeName())) {
        return element;
      }
    }
    throw new IllegalStateException("no " + name + " in " + parent.getNodeName());
  }
}
