package dev.sotto.wire;

/** What a peer says in HELLO that it can do beyond this version's messages. The numbers are on the wire and never change. */
public final class Capability {
    /** Reads DEFLATED. Every peer of this version does; who writes it is the app's choice. */
    public static final int DEFLATED = 1;

    private Capability() {}
}
