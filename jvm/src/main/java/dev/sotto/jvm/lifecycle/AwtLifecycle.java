package dev.sotto.jvm.lifecycle;

import dev.sotto.background.port.LifecycleEvent;
import dev.sotto.background.port.LifecycleSource;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.port.Registration;
import java.awt.AWTEvent;
import java.awt.EventQueue;
import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.AWTEventListener;
import java.util.ArrayList;
import java.util.List;

/**
 * The lifecycle of a program with AWT or Swing windows: in front while one of its windows is active, inactive while one
 * can be seen, in the background when all are hidden or minimised.
 */
public final class AwtLifecycle implements LifecycleSource, AutoCloseable {
    /**
     * What matters of one window.
     *
     * @param showing on the screen, not hidden
     * @param iconified minimised
     * @param active takes the keyboard's input
     */
    record View(boolean showing, boolean iconified, boolean active) {}

    private final LifecycleListeners listeners = new LifecycleListeners();
    private final AWTEventListener heard = event -> EventQueue.invokeLater(this::look);
    private volatile LifecycleState state;

    /**
     * Listens to all windows of this JVM, now and later.
     *
     * @throws IllegalStateException if this JVM has no screen: use {@link ManualLifecycle}, or none on a server
     */
    public AwtLifecycle() {
        if (GraphicsEnvironment.isHeadless()) {
            throw new IllegalStateException("this JVM is headless and has no windows: feed a ManualLifecycle, or give"
                    + " no lifecycle at all on a server");
        }
        state = of(views());
        Toolkit.getDefaultToolkit()
                .addAWTEventListener(
                        heard,
                        AWTEvent.WINDOW_EVENT_MASK
                                | AWTEvent.WINDOW_STATE_EVENT_MASK
                                | AWTEvent.WINDOW_FOCUS_EVENT_MASK);
    }

    /** The state of an app with these windows. */
    static LifecycleState of(List<View> windows) {
        boolean visible = false;
        for (View window : windows) {
            boolean seen = window.showing && !window.iconified;
            if (seen && window.active) {
                return LifecycleState.FOREGROUND;
            }
            visible |= seen;
        }
        return visible ? LifecycleState.INACTIVE : LifecycleState.BACKGROUND;
    }

    private static List<View> views() {
        List<View> views = new ArrayList<>();
        for (Window window : Window.getWindows()) {
            boolean iconified = window instanceof Frame frame && (frame.getExtendedState() & Frame.ICONIFIED) != 0;
            views.add(new View(window.isShowing(), iconified, window.isActive()));
        }
        return views;
    }

    private void look() {
        LifecycleState now = of(views());
        if (now != state) {
            state = now;
            listeners.tell(LifecycleEvent.state(now));
        }
    }

    @Override
    public LifecycleState current() {
        return state;
    }

    @Override
    public Registration subscribe(Listener listener) {
        return listeners.add(listener);
    }

    @Override
    public void close() {
        Toolkit.getDefaultToolkit().removeAWTEventListener(heard);
    }
}
