package dev.sotto.checks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.codehaus.mojo.animal_sniffer.ClassListBuilder;
import org.codehaus.mojo.animal_sniffer.Clazz;
import org.codehaus.mojo.animal_sniffer.SignatureChecker;
import org.codehaus.mojo.animal_sniffer.logging.Logger;

/**
 * The oldest platform that a room must run on: an API signature, the libraries that are there beside it, and a class
 * file level. The same checker, signature and ignore list as in the room's pom, so that what is shown here about
 * planted code holds for the build.
 */
record Floor(Room room, String signature, int release, int classFileMajorMax) {
    /** RoboVM's runtime: the API of Java 7 with lambdas and default methods. Its compiler takes later class files, but 8 is what is promised. */
    static final Floor PHONE = new Floor(Room.BACKGROUND, "phone.signature", 8, 52);

    /** The same floor for the platform room on it; Apple's classes come with the app. */
    static final Floor IOS = new Floor(Room.IOS, "phone.signature", 8, 52);

    /** Android API 26; D8 turns class files of Java 17 into what that runs. */
    static final Floor ANDROID = new Floor(Room.CORE, "android.signature", 17, 61);

    /** The same for the room that calls Android itself. */
    static final Floor ANDROID_ROOM = new Floor(Room.ANDROID, "android.signature", 17, 61);

    private static final Map<Path, Map<String, Clazz>> SIGNATURES = new TreeMap<>();
    private static final Pattern IGNORE = Pattern.compile("<ignore>([^<]+)</ignore>");
    private static final Pattern ANNOTATION = Pattern.compile("<annotation>([^<]+)</annotation>");

    /** What is wrong with the class files of the folder, one line each; nothing when they stay on the floor. */
    List<String> violations(Path classes) throws IOException {
        List<String> found = new ArrayList<>();
        Logger words = collecting(found);
        ClassListBuilder own = new ClassListBuilder(words);
        own.process(classes.toFile());
        Set<String> ignored = new TreeSet<>(own.getPackages());
        ignored.addAll(namedByPom(IGNORE));
        SignatureChecker checker = new SignatureChecker(known(signatureFile()), ignored, words);
        checker.setSourcePath(List.of());
        checker.setAnnotationTypes(namedByPom(ANNOTATION));
        checker.process(classes.toFile());
        if (checker.isSignatureBroken() && found.isEmpty()) {
            found.add("broken, and the checker does not say where");
        }
        for (Path file : Room.filesBelow(classes, ".class")) {
            int major = classFileMajor(file);
            if (major > classFileMajorMax) {
                found.add(file.getFileName() + ": class file level " + major + ", at most " + classFileMajorMax);
            }
        }
        return found;
    }

    /** Reading a signature takes a while: it is read once. */
    private static Map<String, Clazz> known(Path signature) throws IOException {
        Map<String, Clazz> read = SIGNATURES.get(signature);
        if (read == null) {
            try (InputStream in = Files.newInputStream(signature)) {
                read = SignatureChecker.loadClasses(in);
            }
            SIGNATURES.put(signature, read);
        }
        return read;
    }

    private List<String> namedByPom(Pattern what) {
        List<String> named = new ArrayList<>();
        Matcher matcher = what.matcher(Room.read(room.pom()));
        while (matcher.find()) {
            named.add(matcher.group(1));
        }
        return named;
    }

    private Path signatureFile() {
        return Paths.get(System.getProperty("sotto.signatures")).resolve(signature);
    }

    /** Bytes 6 and 7 of a class file (JVMS 4.1). */
    private static int classFileMajor(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
    }

    private static Logger collecting(List<String> found) {
        return new Logger() {
            @Override
            public void info(String message) {}

            @Override
            public void info(String message, Throwable t) {}

            @Override
            public void debug(String message) {}

            @Override
            public void debug(String message, Throwable t) {}

            @Override
            public void warn(String message) {
                found.add(message);
            }

            @Override
            public void warn(String message, Throwable t) {
                found.add(message + ": " + t);
            }

            @Override
            public void error(String message) {
                found.add(message);
            }

            @Override
            public void error(String message, Throwable t) {
                found.add(message + ": " + t);
            }
        };
    }
}
