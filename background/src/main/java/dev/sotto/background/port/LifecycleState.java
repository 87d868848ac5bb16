package dev.sotto.background.port;

/** Where the whole app is, over all its windows, scenes and activities. */
public enum LifecycleState {
    /** At least one window is in front and takes input. */
    FOREGROUND,
    /** Visible or nearly so, without input: a call banner, the app switcher, the way into the background. */
    INACTIVE,
    /** Nothing is visible. A server is always here. */
    BACKGROUND
}
