package dev.sotto.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.StoreEvent;
import dev.sotto.cli.Console;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An index that takes long is seen at a terminal, and leaves nothing behind there. */
class BuildLineTest {
    private static final StoreEvent THREE_SECONDS =
            new StoreEvent.IndexBuilding("orders", "by\u001bN", 1_000_000, 3_100);

    @Test
    void aBuildThatLastsIsOneLineThatIsDrawnOverAndTakenAway() {
        StringWriter seen = new StringWriter();
        PrintWriter terminal = new PrintWriter(seen);
        Console console = new Console(
                new BufferedReader(new StringReader("")), terminal, terminal, true, flush -> () -> {}, Optional::empty);
        try (Sotto sotto = Sotto.open(SottoConfig.inMemory().build())) {
            BuildLine line = new BuildLine(sotto, console);
            line.begin();
            line.accept(new StoreEvent.EventsDropped(1));
            assertEquals("", seen.toString());
            line.accept(THREE_SECONDS);
            String text = "building by\\u001bN on orders: 1,000,000 documents to go through, 3 s so far ";
            assertEquals("\r" + text, seen.toString());
            line.close();
            line.accept(THREE_SECONDS);
            assertEquals("\r" + text + "\r" + " ".repeat(text.length()) + "\r", seen.toString());
        }
    }
}
