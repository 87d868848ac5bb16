package dev.sotto.jvm;

import dev.sotto.background.port.Platform;
import dev.sotto.background.port.PlatformProvider;

/** How {@code BackgroundSync.shared().start()} finds this platform when the app installed none. */
public final class JvmPlatformProvider implements PlatformProvider {
    @Override
    public Platform platform() {
        return SottoJvm.builder().platform();
    }
}
