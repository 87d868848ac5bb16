package dev.sotto.jvm.sleep;

import dev.sotto.background.mechanism.Capability;
import dev.sotto.background.port.Registration;
import java.io.IOException;

/** A block lock of systemd-logind on sleep and idle. */
public final class LogindBlock implements SleepBlock {
    private final Logind logind;
    private final String appName;

    public LogindBlock(String appName) {
        this(Logind.SYSTEM, appName);
    }

    LogindBlock(Logind logind, String appName) {
        this.logind = logind;
        this.appName = appName;
    }

    @Override
    public Capability probe() {
        return logind.probe();
    }

    @Override
    public Registration hold() throws IOException {
        ChildProcess lock = logind.lock("sleep:idle", "block", appName, "Keeps data in sync", () -> {});
        return lock::close;
    }
}
