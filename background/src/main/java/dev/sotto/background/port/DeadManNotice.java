package dev.sotto.background.port;

/** A notice that appears unless it is put off in time: tells the user that sync has stopped when the app cannot. */
public interface DeadManNotice {

    /** For platforms without notices. */
    DeadManNotice NONE = new DeadManNotice() {
        @Override
        public void arm(long delayMillis, String text) {}

        @Override
        public void disarm() {}
    };

    /** Shows {@code text} in {@code delayMillis} unless armed again or disarmed. Machine's thread; must not block. */
    void arm(long delayMillis, String text);

    /** Takes the notice back. Idempotent. Machine's thread; must not block. */
    void disarm();
}
