package dev.sotto.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sotto.cli.Main;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole shell, as a process that has a real terminal: util-linux's script(1) plays it. */
@Tag("slow")
class ShellProcessTest {
    private static final Path SCRIPT = Paths.get("/usr/bin/script");
    private static final Path ENV = Paths.get("/usr/bin/env");

    @TempDir
    Path folder;

    @Test
    void aRealTerminalEditsLinesAndCtrlCEndsNoShell() throws Exception {
        assumeTrue(Files.isExecutable(SCRIPT), "skipped: no " + SCRIPT + " to make a terminal with");
        Process process = started("--dir", folder.resolve("store").toString());
        Screen screen = new Screen();
        try (OutputStream keys = process.getOutputStream()) {
            Thread reader = new Thread(() -> copy(process, screen), "screen");
            reader.setDaemon(true);
            reader.start();

            int at = screen.await("sotto> ", 0);
            press(keys, "INSERT INTO a DOCUMENTS ({'_id': 'on-a-pty'});\r");
            at = screen.await("1 document changed", at);
            at = screen.await("sotto> ", at);
            press(keys, "SELECT * FROM nothing");
            at = screen.await("nothing", at);
            press(keys, Typist.CTRL_C); // by itself: a terminal drops what was typed before it and not read yet
            at = screen.await("sotto> ", at);
            press(keys, ".watch SELECT * FROM a\r");
            at = screen.await("1 row", at);
            press(keys, Typist.CTRL_C);
            at = screen.await("sotto> ", at);
            press(keys, Typist.UP + Typist.UP + "\r");
            at = screen.await("DOCUMENT_EXISTS", at);
            screen.await("sotto> ", at);
            press(keys, Typist.CTRL_D);

            assertTrue(process.waitFor(Screen.PATIENCE.toSeconds(), TimeUnit.SECONDS), screen::text);
            assertEquals(0, process.exitValue(), screen::text);
        } finally {
            process.destroyForcibly();
        }
    }

    private Process started(String... arguments) throws IOException {
        String java = Paths.get(System.getProperty("java.home"), "bin", "java").toString();
        // A /bin/sh that waited for it would be ended by the same Ctrl-C, and its exit code would hide the shell's.
        String command = "exec " + java + " -XX:TieredStopAtLevel=1 -Xmx128m -Duser.home=" + folder + " -cp "
                + System.getProperty("java.class.path") + " " + Main.class.getName() + " shell "
                + String.join(" ", arguments);
        // What runs in the background of a shell has its Ctrl-C ignored, and so has all that it starts; a terminal's
        // has not.
        ProcessBuilder builder = new ProcessBuilder(
                ENV.toString(), "--default-signal=INT,QUIT", SCRIPT.toString(), "-qfec", command, "/dev/null");
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh"); // what script(1) runs the command with; a login has its own
        return builder.redirectErrorStream(true).start();
    }

    private static void press(OutputStream keys, String text) throws IOException {
        keys.write(text.getBytes(StandardCharsets.UTF_8));
        keys.flush();
    }

    private static void copy(Process process, Screen screen) {
        try {
            process.getInputStream().transferTo(screen);
        } catch (IOException ended) {
            screen.write('\n'); // the terminal is gone with the process
        }
    }
}
