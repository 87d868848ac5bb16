package dev.sotto.example.iosnotes;

import java.util.ArrayList;
import java.util.List;
import org.robovm.apple.uikit.UIScene;
import org.robovm.apple.uikit.UISceneConnectionOptions;
import org.robovm.apple.uikit.UISceneSession;
import org.robovm.apple.uikit.UIWindow;
import org.robovm.apple.uikit.UIWindowScene;
import org.robovm.apple.uikit.UIWindowSceneDelegateAdapter;
import org.robovm.objc.annotation.CustomClass;

/** The one scene. Info.plist names it. Background sync needs nothing of it: Sotto hears the scenes by itself. */
@CustomClass("NotesScene")
public class NotesScene extends UIWindowSceneDelegateAdapter {
    private final List<UIWindow> windows = new ArrayList<UIWindow>();

    @Override
    public void willConnect(UIScene scene, UISceneSession session, UISceneConnectionOptions options) {
        if (scene instanceof UIWindowScene) {
            UIWindow window = new UIWindow((UIWindowScene) scene);
            setWindow(window);
            window.setRootViewController(new NotesController(Notes.engine()));
            window.makeKeyAndVisible();
        }
    }

    @Override
    public UIWindow getWindow() {
        return windows.isEmpty() ? super.getWindow() : windows.get(0);
    }

    @Override
    public void setWindow(UIWindow value) {
        windows.clear();
        windows.add(value);
    }
}
