package dev.sotto.background.port;

/** Lets multicast packets through to this process (MulticastLock on Android). Costs battery: held while looking for peers. */
public interface MulticastLease {

    /** For systems that always let multicast through. */
    MulticastLease NONE = () -> Registration.NONE;

    /** Holds until closed. Machine's thread; must not block. */
    Registration hold();
}
