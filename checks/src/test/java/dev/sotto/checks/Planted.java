package dev.sotto.checks;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Source that breaks a rule on purpose, compiled the way the room that it pretends to be in is compiled. */
record Planted(String className, String source) {

    /** A class {@code dev.sotto.planted.Planted} with the given members. */
    static Planted members(String members) {
        return new Planted(
                "dev.sotto.planted.Planted", "package dev.sotto.planted; final class Planted { " + members + " }");
    }

    /** Compiles into the folder and returns it; source that does not compile is a mistake of the test. */
    Path compile(Path folder, int release) throws IOException {
        return compile(folder, release, List.of(this));
    }

    /** The same for sources that need each other. */
    static Path compile(Path folder, int release, List<Planted> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter words = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            Files.createDirectories(folder);
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(folder));
            boolean compiled = compiler.getTask(
                            words,
                            files,
                            null,
                            List.of("--release", String.valueOf(release), "-proc:none", "-Xlint:-options"),
                            null,
                            sources.stream().map(Planted::file).collect(Collectors.toList()))
                    .call();
            if (!compiled) {
                throw new IllegalArgumentException("planted source does not compile:\n" + sources + "\n" + words);
            }
        }
        return folder;
    }

    private JavaFileObject file() {
        URI name = URI.create("string:///" + className.replace('.', '/') + ".java");
        return new SimpleJavaFileObject(name, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }
}
