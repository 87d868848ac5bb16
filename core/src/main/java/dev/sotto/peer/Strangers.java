package dev.sotto.peer;

import dev.sotto.document.Refusal;
import dev.sotto.link.PeerAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/** Who was turned away at our ears, so that somebody who tries all night is told to the app once. On the loop. */
final class Strangers {
    private final PeerListener listener;
    private final Map<String, String> toldCodes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > Limits.STRANGERS_MAX;
        }
    };

    Strangers(PeerListener listener) {
        this.listener = listener;
    }

    void refused(PeerAddress remote, Refusal why) {
        // Our own dial to ourselves is nobody's news, and the other end of it says the same.
        if (!why.code().equals("SELF_CONNECTION") && !why.code().equals(toldCodes.put(remote.host(), why.code()))) {
            listener.turnedAway(remote, false, why);
        }
    }

    /** Somebody from there has proved the key: what was wrong is not any more. */
    void welcome(PeerAddress remote) {
        toldCodes.remove(remote.host());
    }
}
