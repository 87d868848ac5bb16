package dev.sotto.cli.lint;

import dev.sotto.document.RefusedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** An app's merged manifest, as far as background sync depends on it. */
final class AndroidManifest {
    private static final String ANDROID = "http://schemas.android.com/apk/res/android";

    private static final String WANTED =
            "the merged manifest of an app as text (app/build/intermediates/merged_manifest)";

    /** How a manifest begins that was compiled into an APK. */
    private static final byte[] COMPILED = {3, 0, 8, 0};

    private final Element manifest;
    private final Element application;

    private AndroidManifest(Element manifest, Element application) {
        this.manifest = manifest;
        this.application = application;
    }

    /** @throws RefusedException FILE_NOT_FOUND, FILE_UNREADABLE, FILE_TOO_LARGE, XML_INVALID, MANIFEST_COMPILED */
    static AndroidManifest read(Path file) {
        byte[] bytes = XmlFile.bytes(file);
        if (bytes.length >= COMPILED.length && Arrays.equals(COMPILED, Arrays.copyOf(bytes, COMPILED.length))) {
            throw new RefusedException("MANIFEST_COMPILED", file.toString(), "in the binary form of an APK", WANTED);
        }
        Document document = XmlFile.parse(file, bytes, WANTED);
        Element root = document.getDocumentElement();
        List<Element> applications = children(root, "application");
        if (!root.getNodeName().equals("manifest") || applications.isEmpty()) {
            throw new RefusedException(
                    "XML_INVALID", file.toString(), "<" + root.getNodeName() + "> without what an app has", WANTED);
        }
        return new AndroidManifest(root, applications.get(0));
    }

    /** The value of an attribute in Android's name space; empty if it is not there. */
    static String attribute(Element element, String name) {
        return element.getAttributeNS(ANDROID, name);
    }

    /** A number of {@code uses-sdk}, if it is there and a number. */
    Optional<Integer> sdk(String name) {
        return children(manifest, "uses-sdk").stream()
                .map(element -> attribute(element, name))
                .filter(value -> value.matches("\\d{1,4}"))
                .map(Integer::valueOf)
                .findFirst();
    }

    /** The element of a permission, also of one that holds for some versions only. */
    Optional<Element> permission(String name) {
        List<Element> all = new ArrayList<>(children(manifest, "uses-permission"));
        all.addAll(children(manifest, "uses-permission-sdk-23"));
        return all.stream()
                .filter(element -> attribute(element, "name").equals("android.permission." + name))
                .findFirst();
    }

    List<Element> components(String kind) {
        return children(application, kind);
    }

    Optional<Element> component(String kind, String className) {
        return components(kind).stream()
                .filter(element -> attribute(element, "name").equals(className))
                .findFirst();
    }

    /** Whether an intent filter of the component has the action. */
    static boolean hears(Element component, String action) {
        return children(component, "intent-filter").stream()
                .flatMap(filter -> children(filter, "action").stream())
                .anyMatch(element -> attribute(element, "name").equals(action));
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element
                    && element.getNodeName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }
}
