package dev.sotto.ios.audio;

/** The app's own use of the audio session, which goes before Sotto's. Written by the app. */
public interface HostAudio {

    /** An app that makes no sound of its own. */
    HostAudio NONE = () -> false;

    /**
     * True while the app itself plays or records, or is about to: the session is then left alone, neither taken nor given
     * back, and what the app plays keeps it running. Any thread; does not block.
     */
    boolean usesSession();
}
