package dev.sotto.phonebench.process;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A child process that cleans up after its supervisor when that can no longer do so: killed with SIGKILL, or gone
 * without closing. A frozen app would else stay frozen for ever.
 *
 * <p>The guard reads a pipe whose only writer is the supervisor. Whatever ends the supervisor closes the pipe, and
 * without the word {@link GuardMain#DONE} before it, the guard undoes what it was told, last told first: thaws and ends
 * processes, empties and removes groups, deletes scratch directories. It ends itself afterwards, always.
 *
 * <p>Methods may be called from any thread, one at a time; they block for one write into the pipe.
 */
public final class Guard implements AutoCloseable {
    private final Process process;
    private final BufferedWriter pipe;

    private Guard(Process process) {
        this.process = process;
        this.pipe = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * Starts a guard for this process.
     *
     * @throws IOException when no child process can be started
     */
    public static Guard start() throws IOException {
        List<String> java = Command.java(
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx32m"),
                GuardMain.class.getName(),
                List.of());
        ProcessBuilder builder = new ProcessBuilder(java)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        if (Command.installed("sh")) {
            // Ctrl-C goes to every process of the terminal's group; what is ignored here stays ignored after exec.
            List<String> words = new ArrayList<>(List.of("sh", "-c", "trap '' HUP INT QUIT TERM; exec \"$0\" \"$@\""));
            words.addAll(java);
            builder.command(words);
        }
        return new Guard(builder.start());
    }

    /** The guard's own process id. */
    public long pid() {
        return process.pid();
    }

    /** To be let go on, asked to end, and killed if it does not; its start time tells it from a later one of its id. */
    public void process(ProcessHandle watched) throws IOException {
        tell(GuardMain.PROCESS, GuardMain.identity(watched));
    }

    /** To be thawed, its members ended, and removed. */
    void group(Path group) throws IOException {
        tell(GuardMain.GROUP, group.toString());
    }

    /** To be deleted with everything in it. */
    void directory(Path directory) throws IOException {
        tell(GuardMain.DIRECTORY, directory.toString());
    }

    private void tell(String word, String value) throws IOException {
        if (value.indexOf('\n') >= 0) {
            throw new IOException("a guard takes one line; got a line break in " + value);
        }
        pipe.write(word + " " + value + "\n");
        pipe.flush();
    }

    /** Tells the guard that everything was cleaned up. It ends within moments; a guard that is gone already is fine. */
    @Override
    public void close() {
        try {
            tell(GuardMain.DONE, "");
            pipe.close();
            if (!process.waitFor(Limits.KILL_MILLIS, TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException gone) {
            process.destroyForcibly();
        } catch (UncheckedIOException gone) {
            process.destroyForcibly();
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
        }
    }
}
