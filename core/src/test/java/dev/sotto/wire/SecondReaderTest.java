package dev.sotto.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sotto.document.Bytes;
import dev.sotto.document.Cbor;
import dev.sotto.document.DocId;
import dev.sotto.document.DocRef;
import dev.sotto.document.Entry;
import dev.sotto.document.Hlc;
import dev.sotto.document.Lives;
import dev.sotto.document.Value;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code checks/reader}: JavaScript that was written from docs/PROTOCOL.md alone. What it cannot read, the document does not
 * say, or our bytes are not what it says.
 */
@Timeout(60)
class SecondReaderTest {
    private static final Path READER = Paths.get(System.getProperty("sotto.home"), "checks", "reader");
    private static final int LINES = 600;
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @BeforeEach
    void needsNode() {
        assumeTrue(PipedPeer.hasNode(), "no node here (a JavaScript runtime, 18 or later)");
    }

    @Test
    void itReadsEveryGoldenFrameAndWritesItAgain() throws Exception {
        GoldenFramesTest golden = new GoldenFramesTest();
        golden.conversation();
        Path frames = Files.write(folder.resolve("golden"), golden.golden);

        List<String> read = run("golden.mjs", frames.toString());

        for (int i = 0; i < read.size(); i++) {
            Message message = golden.messages.get(i);
            JsonNode said = JSON.readTree(read.get(i));
            assertEquals(Frames.typeOf(message).name(), said.get("name").asText(), message.toString());
            List<String> understood = new ArrayList<>();
            said.get("leaves").forEach(leaf -> understood.add(leaf.asText()));
            List<String> missed = new ArrayList<>(leaves(message));
            missed.removeIf(leaf -> understood.stream().anyMatch(word -> isSame(leaf, word)));
            assertEquals(List.of(), missed, "of " + message + " it understood " + understood);
        }
        assertEquals(golden.golden.size(), read.size(), "frames that were read");
    }

    @Test
    void itReadsAMessageThatIsDeflated() throws Exception {
        Path frames = Files.write(folder.resolve("frames"), List.of(GoldenFramesTest.DEFLATED_PING));

        JsonNode said = JSON.readTree(run("golden.mjs", frames.toString()).get(0));
        assertEquals("PING", said.get("name").asText());
        assertEquals("15000", said.at("/leaves/0").asText());
    }

    @Test
    void itSaysWhichMessageItDoesNotKnow() throws Exception {
        Path frames = Files.write(folder.resolve("frames"), List.of("0124"));

        assertTrue(run("golden.mjs", frames.toString()).toString().contains("EVREQ is not known to this reader"));
    }

    /** HELLO, a comparison with a SYNC each way, and a DELTA each way, over a pipe. */
    @Test
    void itIsAPeerOfOurs() throws Exception {
        try (PipedPeer ours = new PipedPeer(READER.resolve("peer.mjs"))) {
            ours.run(
                    "INSERT INTO orders DOCUMENTS ({_id: 'o1', total: 10, note: {by: 'ours'}}), ({_id: 7, total: 1.5})");
            ours.start();
            ours.await("SELECT * FROM orders WHERE _id = 'till' AND total = 2");
            ours.run("UPDATE orders SET total = 11 WHERE _id = 'o1'");
            JsonNode till = JSON.readTree(ours.lastWords());

            assertEquals(11, till.at("/holds/o1/total").asInt(), till.toString());
            assertEquals("ours", till.at("/holds/o1/note.by").asText(), till.toString());
            assertEquals(1.5, till.at("/holds/7/total").asDouble(), till.toString());
            for (String message :
                    List.of("HELLO", "SUBS", "CELLS", "SYNC", "SYNCREQ", "STOP", "DONE", "SKIP", "DELTA")) {
                assertTrue(
                        till.get("heard").toString().contains('"' + message + '"'),
                        message + " was not heard: " + till);
            }
        }
    }

    @Test
    void itIsShort() throws IOException {
        long lines = 0;
        try (Stream<Path> files = Files.list(READER)) {
            for (Path file : files.toList()) {
                lines += Files.readAllLines(file, StandardCharsets.UTF_8).size();
            }
        }
        assertTrue(lines < LINES, "the reader has " + lines + " lines, which were to be fewer than " + LINES);
    }

    private List<String> run(String script, String argument) throws Exception {
        Path out = folder.resolve("out");
        Process node = new ProcessBuilder("node", READER.resolve(script).toString(), argument)
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        try {
            if (!node.waitFor(PipedPeer.DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                fail("node did not end: " + Files.readAllLines(out));
            }
        } finally {
            node.destroyForcibly();
        }
        return Files.readAllLines(out, StandardCharsets.UTF_8);
    }

    /** The numbers from 2 on, texts and runs of bytes of a message, as the reader prints them. */
    private static List<String> leaves(Object thing) throws ReflectiveOperationException {
        if (thing instanceof Number number) {
            long value = number.longValue();
            return value == 0 || value == 1 ? List.of() : List.of(String.valueOf(value));
        } else if (thing instanceof String text) {
            return text.isEmpty() ? List.of() : List.of(text);
        } else if (thing instanceof Bytes bytes) {
            return bytes.isEmpty() ? List.of() : List.of(bytes.toHex());
        } else if (thing instanceof Value.MapValue map) {
            return List.of(Bytes.of(Cbor.encode(map)).toHex());
        } else if (thing instanceof Entry entry) {
            List<String> all = new ArrayList<>(entry.path().keys());
            all.addAll(leaves(entry.stamp().hlc().millis()));
            all.addAll(leaves(entry.stamp().hlc().counter()));
            all.add(entry.stamp().actor().store().bytes().toHex()
                    + String.format("%016x", entry.stamp().actor().epoch()));
            all.addAll(entry.lives().equals(Lives.FIRST) ? List.of() : List.of("3"));
            return all;
        } else if (thing instanceof Hlc hlc) {
            return leaves(hlc.packed());
        } else if (thing instanceof DocRef document) {
            List<String> all = new ArrayList<>(leaves(document.collection()));
            all.addAll(leaves(document.id()));
            return all;
        } else if (thing instanceof DocId id) {
            return leaves(Cbor.decode(id.bytes()) instanceof Value.Text text ? text.value() : id.bytes());
        }
        List<String> all = new ArrayList<>();
        if (thing instanceof Iterable<?> things) {
            for (Object one : things) {
                all.addAll(leaves(one));
            }
        } else if (thing instanceof Record) {
            for (RecordComponent component : thing.getClass().getRecordComponents()) {
                component.getAccessor().setAccessible(true);
                all.addAll(leaves(component.getAccessor().invoke(thing)));
            }
        }
        return all;
    }

    /** A number may have been read as the word of bytes that it is. */
    private static boolean isSame(String leaf, String word) {
        boolean isNumber = leaf.matches("-?[0-9]{1,19}") && word.matches("[0-9a-f]{12,16}");
        return leaf.equals(word) || isNumber && Long.parseUnsignedLong(word, 16) == Long.parseLong(leaf);
    }
}
