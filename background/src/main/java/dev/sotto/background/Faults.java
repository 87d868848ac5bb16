package dev.sotto.background;

import dev.sotto.background.machine.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** The last messages about ports and listeners that broke their promise. Any thread. */
final class Faults {

    private final ArrayDeque<String> messages = new ArrayDeque<String>();

    /** Runs {@code call}; what it throws, of any kind, becomes a message that begins with {@code who}. */
    boolean guard(String who, Runnable call) {
        try {
            call.run();
            return true;
        } catch (Throwable broken) {
            add(who + " threw " + broken);
            return false;
        }
    }

    synchronized void add(String message) {
        if (messages.size() == Limits.FAULT_COUNT_MAX) {
            messages.removeFirst();
        }
        messages.addLast(
                message.length() <= Limits.MESSAGE_CHARS_MAX
                        ? message
                        : message.substring(0, Limits.MESSAGE_CHARS_MAX));
    }

    synchronized List<String> newestLast() {
        return new ArrayList<String>(messages);
    }
}
