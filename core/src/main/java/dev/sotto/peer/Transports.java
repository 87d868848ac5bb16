package dev.sotto.peer;

import dev.sotto.link.Transport;

/** Where links come from. On the loop. */
public interface Transports {
    /**
     * A transport that is open, as often as sync is started, resumed or built anew; the caller closes it before it asks for
     * the next one. May block for milliseconds.
     *
     * @throws dev.sotto.document.RefusedException this machine cannot make links, such as TLS_UNAVAILABLE
     */
    Transport open();
}
