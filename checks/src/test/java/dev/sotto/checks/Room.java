package dev.sotto.checks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A Maven module of this checkout, as files. */
record Room(String folder) {
    static final Path HOME =
            Paths.get(System.getProperty("sotto.home", "..")).toAbsolutePath().normalize();

    static final Room BACKGROUND = new Room("background");
    static final Room CORE = new Room("core");
    static final Room ANDROID = new Room("android");
    static final Room IOS = new Room("ios");

    /** Every module that holds code of the product or its tools. */
    static final List<Room> ALL = List.of(
            BACKGROUND,
            CORE,
            IOS,
            new Room("jvm"),
            ANDROID,
            new Room("websocket"),
            new Room("testkit"),
            new Room("phone-bench"),
            new Room("bench"),
            new Room("cli"),
            new Room("examples/any-engine"),
            new Room("examples/ios-notes"));

    Path sources() {
        return HOME.resolve(folder).resolve("src/main/java");
    }

    Path pom() {
        return HOME.resolve(folder).resolve("pom.xml");
    }

    /** What this very build compiled: each way of building has its own folder. */
    Path classes() {
        return HOME.resolve(folder)
                .resolve(System.getProperty("sotto.target", "target"))
                .resolve("classes");
    }

    List<Path> classFiles() {
        return filesBelow(classes(), ".class");
    }

    List<Path> sourceFiles() {
        return filesBelow(sources(), ".java");
    }

    static List<Path> filesBelow(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .collect(Collectors.toList());
        } catch (IOException e) {
            throw new IllegalStateException("cannot list " + folder, e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
