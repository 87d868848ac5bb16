package dev.sotto.cli.demo;

import dev.sotto.phonebench.process.Command;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Java process of this build: same Java, same class path, few threads and little memory, as a small app would run. */
final class ChildJvm {

    private ChildJvm() {}

    static ProcessBuilder of(Class<?> main, Object... arguments) {
        List<String> options = new ArrayList<>();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("--enable-native-access"))
                .forEach(options::add);
        options.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"));
        List<String> words = Arrays.stream(arguments).map(Object::toString).toList();
        return new ProcessBuilder(Command.java(options, main.getName(), words));
    }
}
