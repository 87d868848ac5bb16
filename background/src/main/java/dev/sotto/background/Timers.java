package dev.sotto.background;

import dev.sotto.background.machine.Command;
import dev.sotto.background.machine.Event;
import dev.sotto.background.machine.TimerKind;
import dev.sotto.background.port.Registration;
import dev.sotto.background.port.Ticker;
import java.util.EnumMap;
import java.util.Map;

/** The machine's timers on the platform's ticker. Chance comes in here, not in the machine. Loop only. */
final class Timers {

    private final Loop loop;
    private final Ticker ticker;
    private final Map<TimerKind, Registration> armed = new EnumMap<TimerKind, Registration>(TimerKind.class);
    private long jitter;

    Timers(Loop loop, Ticker ticker, long seed) {
        this.loop = loop;
        this.ticker = ticker;
        this.jitter = seed;
    }

    void arm(Command command) {
        disarm(command.timer());
        TimerKind timer = command.timer();
        long generation = command.generation();
        armed.put(timer, ticker.after(jittered(command), () -> loop.post(at -> Event.timer(at, timer, generation))));
    }

    void disarm(TimerKind timer) {
        Registration before = armed.remove(timer);
        if (before != null) {
            before.close();
        }
    }

    /** The delay, more or less by up to the command's percentage. */
    private long jittered(Command command) {
        if (command.jitterPercent() == 0) {
            return command.millis();
        }
        jitter = jitter * 6364136223846793005L + 1442695040888963407L;
        long spread = command.millis() * command.jitterPercent() / 100;
        return command.millis() - spread + (jitter >>> 33) % (2 * spread + 1);
    }
}
