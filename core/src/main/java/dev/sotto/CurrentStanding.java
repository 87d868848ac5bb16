package dev.sotto;

import dev.sotto.identity.DeviceIdentity;
import dev.sotto.identity.Standing;

/** The newest identity of this device, written by the loop and read wherever a connection proves itself. */
final class CurrentStanding implements Standing {
    private volatile DeviceIdentity current;

    CurrentStanding(DeviceIdentity first) {
        current = first;
    }

    @Override
    public DeviceIdentity current() {
        return current;
    }

    @Override
    public void replace(DeviceIdentity newer) {
        current = newer;
    }
}
