package dev.sotto.sync;

/** What runs on a link: a session, or the wait for one while another link to the same store carries. Sans I/O. */
public sealed interface Talk permits Session, Standby {
    /** Takes one event. After {@link Effects#close} events do nothing. */
    void on(Event event, Now now, Effects effects);

    /** The peer lives: something came that is for nobody. */
    void heard(Now now);

    /** Ends it without a word: the link was ended by other hands, or serves another talk. Idempotent. */
    void abandon();
}
