package dev.sotto.identity;

/** Where the newest identity of this device is kept, for those who are in the middle of AUTH. */
public interface Standing {
    /** Any thread, never blocks. */
    DeviceIdentity current();

    /** From now on. One thread at a time, never blocks. */
    void replace(DeviceIdentity newer);
}
