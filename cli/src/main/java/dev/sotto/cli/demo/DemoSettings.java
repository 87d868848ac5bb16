package dev.sotto.cli.demo;

import dev.sotto.phonebench.process.Freezer;
import dev.sotto.phonebench.process.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is the same in all nights.
 *
 * @param keeper the word for the phone's process: what keeps it alive
 * @param withAudio whether the operating system looks at an audio server of its own, or believes what the app declares
 * @param orders a JSON-lines file, or "-" for the bundled orders
 * @param key the shared key's file
 * @param discovery whether the processes find each other by multicast DNS on this machine, or are told an address
 * @param keep where to leave the stores; empty: they are removed with their night
 */
record DemoSettings(
        Freezer freezer,
        String keeper,
        boolean withAudio,
        String orders,
        Path key,
        boolean discovery,
        Optional<Path> keep) {

    /** The app id of a night: of another night, or another demo beside this one, nobody answers. */
    String app(NightPlan.Night night) {
        return "sotto-demo-" + ProcessHandle.current().pid() + "-" + night.word();
    }

    /** A new directory for a night's stores. */
    Path home(NightPlan.Night night, Scenario scenario) throws IOException {
        return keep.isPresent()
                ? Files.createDirectories(keep.get().resolve(night.word()))
                : scenario.newDirectory("stores");
    }
}
