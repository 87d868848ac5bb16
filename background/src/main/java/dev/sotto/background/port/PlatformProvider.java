package dev.sotto.background.port;

/**
 * How a platform is found without being named: an entry in
 * {@code META-INF/services/dev.sotto.background.port.PlatformProvider}. Asked by the first {@code start()} of the shared
 * instance when no platform was installed.
 */
public interface PlatformProvider {

    /** Makes the platform. Called at most once, on the thread of the app's {@code start()}. */
    Platform platform();
}
