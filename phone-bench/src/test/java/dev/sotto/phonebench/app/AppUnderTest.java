package dev.sotto.phonebench.app;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.LifecycleState;
import dev.sotto.background.status.Gap;
import dev.sotto.background.status.Report;
import dev.sotto.jvm.Keeper;
import dev.sotto.jvm.SottoJvm;
import dev.sotto.jvm.lifecycle.ManualLifecycle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import javax.sound.sampled.LineUnavailableException;

/**
 * An app as one would write it: a sync engine, background sync on, lifecycle from its framework, here standard input.
 *
 * <pre>AppUnderTest PORT KEEPER DIRECTORY      KEEPER: none, pulse, java-sound or naive</pre>
 *
 * <p>Commands: {@code background}, {@code foreground}, {@code report}, {@code quit}. Lines that it prints: {@code ready},
 * {@code hold on|off}, {@code report JSON}, {@code fault WORDS}.
 */
public final class AppUnderTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManualLifecycle lifecycle = new ManualLifecycle(LifecycleState.FOREGROUND);
    private final BackgroundSync background;
    private final Optional<NaiveKeeper> naive;

    private AppUnderTest(int port, String keeper, Path directory) throws LineUnavailableException {
        naive = keeper.equals("naive") ? Optional.of(new NaiveKeeper()) : Optional.empty();
        background = SottoJvm.builder()
                .appName("app under test")
                .directory(directory)
                .lifecycle(lifecycle)
                .keepers(keepers(keeper))
                .install();
        CounterClient sync = new CounterClient(port, fault -> say("fault " + fault));
        sync.start();
        background.attach(sync);
        background.addListener(status -> say(status.holding() ? "hold on" : "hold off"));
        background.start();
    }

    private static Keeper[] keepers(String keeper) {
        return switch (keeper) {
            case "pulse" -> new Keeper[] {Keeper.PULSE};
            case "java-sound" -> new Keeper[] {Keeper.JAVA_SOUND};
            case "none", "naive" -> new Keeper[0];
            default -> throw new IllegalArgumentException("keeper '" + keeper + "'");
        };
    }

    /** Runs until {@code quit} or the end of the input. */
    public static void main(String[] arguments) throws IOException, LineUnavailableException {
        AppUnderTest app = new AppUnderTest(Integer.parseInt(arguments[0]), arguments[1], Path.of(arguments[2]));
        say("ready");
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.equals("quit")) {
                break;
            }
            app.obey(command);
        }
        app.background.close();
        System.exit(0);
    }

    private void obey(String command) {
        switch (command) {
            case "background" -> {
                naive.ifPresent(NaiveKeeper::start);
                lifecycle.state(LifecycleState.BACKGROUND);
            }
            case "foreground" -> {
                naive.ifPresent(NaiveKeeper::stop);
                lifecycle.state(LifecycleState.FOREGROUND);
            }
            case "report" -> say("report " + report());
            default -> say("fault unknown command " + command);
        }
    }

    private String report() {
        Report report = background.report();
        ObjectNode json = JSON.createObjectNode();
        json.put("phase", background.status().phase().name());
        json.put("explanation", background.status().explanation());
        json.put("wanted_ms", report.wantedMillis());
        json.put("held_ms", report.heldMillis());
        ArrayNode gaps = json.putArray("gaps");
        for (Gap gap : report.gaps()) {
            gaps.addObject()
                    .put("cause", gap.cause().name())
                    .put("length_ms", gap.lengthMillis())
                    .put("over", gap.over())
                    .put("detail", gap.detail());
        }
        ArrayNode faults = json.putArray("faults");
        report.faults().forEach(faults::add);
        return json.toString();
    }

    private static void say(String line) {
        // One call, so that lines of several threads do not mix.
        System.out.print(line + "\n");
        System.out.flush();
    }
}
