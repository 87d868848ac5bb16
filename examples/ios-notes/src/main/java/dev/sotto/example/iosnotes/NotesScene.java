package dev.sotto.example.iosnotes;

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
    private UIWindow window;

    @Override
    public void willConnect(UIScene scene, UISceneSession session, UISceneConnectionOptions options) {
        if (scene instanceof UIWindowScene) {
            window = new UIWindow((UIWindowScene) scene);
            window.setRootViewController(new NotesController(Notes.engine()));
            window.makeKeyAndVisible();
        }
    }

    @Override
    public UIWindow getWindow() {
        return window;
    }

    @Override
    public void setWindow(UIWindow value) {
        window = value;
    }
}
