package dev.sotto.phonebench.process;

import java.io.IOException;
import java.util.List;

/**
 * A JVM that does nothing, to be weighed beside an app in the same run: a JVM alone wakes some thirty times a second, and
 * without it an app's figure says nothing.
 */
public final class IdleJvm implements Scenario.Part {
    private final Process process;

    private IdleJvm(Process process) {
        this.process = process;
    }

    /**
     * Starts one in a scenario.
     *
     * @param options the JVM options of the app that it is compared with
     * @throws IOException when no child process can be started
     */
    public static IdleJvm start(Scenario scenario, List<String> options) throws IOException {
        Process process = new ProcessBuilder(Command.java(options, Main.class.getName(), List.of()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        scenario.guard().process(process.toHandle());
        return scenario.add(new IdleJvm(process));
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Waits until its standard input ends, so that it does not outlive whoever started it. */
    public static final class Main {
        private Main() {}

        /** Blocks in one read. */
        public static void main(String[] arguments) throws IOException {
            System.in.read();
        }
    }
}
