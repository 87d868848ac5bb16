package dev.sotto.android;

import static org.robolectric.Shadows.shadowOf;

import android.app.Application;
import android.content.pm.ActivityInfo;
import android.content.pm.PackageInfo;
import android.content.pm.ServiceInfo;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.robolectric.RuntimeEnvironment;
import org.robolectric.shadows.ShadowPackageManager;
import org.robolectric.util.ReflectionHelpers;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Installs what this room's AndroidManifest.xml declares, as Android's package manager would from a built app: Robolectric
 * reads only manifests that Android's build tools have compiled.
 */
public final class InstalledManifest {
    private static final String ANDROID = "http://schemas.android.com/apk/res/android";
    private static final int CONNECTED_DEVICE = 16; // ServiceInfo.FOREGROUND_SERVICE_TYPE_CONNECTED_DEVICE

    private final Application application = RuntimeEnvironment.getApplication();
    private final ShadowPackageManager packages = shadowOf(application.getPackageManager());

    private InstalledManifest() {}

    /** Services, receivers and permissions of the manifest; the permissions that ask the user are granted, too. */
    public static void install() throws Exception {
        InstalledManifest installed = new InstalledManifest();
        Document manifest = installed.parse();
        installed.permissions(manifest);
        installed.services(manifest);
        installed.receivers(manifest);
    }

    private Document parse() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        return factory.newDocumentBuilder().parse(new File("src/main/AndroidManifest.xml"));
    }

    private static List<Element> all(Document manifest, String tag) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = manifest.getElementsByTagName(tag);
        for (int i = 0; i < nodes.getLength(); i++) {
            found.add((Element) nodes.item(i));
        }
        return found;
    }

    private static String name(Element element) {
        return element.getAttributeNS(ANDROID, "name");
    }

    private void permissions(Document manifest) {
        List<String> names = new ArrayList<>();
        all(manifest, "uses-permission").forEach(each -> names.add(name(each)));
        PackageInfo mine = packages.getInternalMutablePackageInfo(application.getPackageName());
        mine.requestedPermissions = names.toArray(new String[0]);
        shadowOf(application).grantPermissions(mine.requestedPermissions);
    }

    private void services(Document manifest) {
        for (Element each : all(manifest, "service")) {
            ServiceInfo service = new ServiceInfo();
            service.name = name(each);
            service.packageName = application.getPackageName();
            service.applicationInfo = application.getApplicationInfo();
            service.exported = Boolean.parseBoolean(each.getAttributeNS(ANDROID, "exported"));
            if (each.getAttributeNS(ANDROID, "foregroundServiceType").equals("connectedDevice")
                    && RuntimeEnvironment.getApiLevel() >= 29) {
                ReflectionHelpers.setField(service, "mForegroundServiceType", CONNECTED_DEVICE);
            }
            packages.addOrUpdateService(service);
        }
    }

    private void receivers(Document manifest) {
        for (Element each : all(manifest, "receiver")) {
            ActivityInfo receiver = new ActivityInfo();
            receiver.name = name(each);
            receiver.packageName = application.getPackageName();
            receiver.applicationInfo = application.getApplicationInfo();
            receiver.exported = Boolean.parseBoolean(each.getAttributeNS(ANDROID, "exported"));
            packages.addOrUpdateReceiver(receiver);
        }
    }
}
