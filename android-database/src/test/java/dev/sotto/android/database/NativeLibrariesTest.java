package dev.sotto.android.database;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNull;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.Test;

/** What of SQLite goes into an app, and whether a device with pages of 16 KiB can load it. */
public class NativeLibrariesTest {
    /** https://developer.android.com/guide/practices/page-sizes */
    private static final long PAGE_BYTES = 16 << 10;

    private static final int PT_LOAD = 1;

    private static final Path DRIVER = Paths.get(System.getProperty("sotto.driver"));

    @Test
    public void everyLibraryIsAlignedForPagesOf16KiB() throws IOException {
        List<Path> libraries = libraries();
        assertEquals(4, libraries.size());
        for (Path library : libraries) {
            assertEquals(library.toString(), List.of(), tooFine(Files.readAllBytes(library)));
        }
    }

    @Test
    public void aLibraryForPagesOf4KiBIsNoticed() throws IOException {
        for (Path library : libraries()) {
            byte[] bytes = Files.readAllBytes(library);
            ByteBuffer elf = elf(bytes);
            for (int header : loads(elf)) {
                putAlignment(elf, header, 4 << 10);
            }
            assertTrue(library.toString(), tooFine(bytes).size() > 0);
        }
    }

    @Test
    public void theDriversJarHasNoLibrarySoThatTheSystemIsAsked() {
        ClassLoader loader = NativeLibrariesTest.class.getClassLoader();
        assertNull(loader.getResource("org/sqlite/native/Linux/x86_64/libsqlitejdbc.so"));
        assertNull(loader.getResource("org/sqlite/native/Linux-Android/aarch64/libsqlitejdbc.so"));
    }

    private static List<Path> libraries() throws IOException {
        try (Stream<Path> files = Files.walk(DRIVER.resolve("android"))) {
            return files.filter(file -> file.toString().endsWith(".so"))
                    .sorted()
                    .collect(Collectors.toList());
        }
    }

    /** Alignments of segments to load that are below a page of 16 KiB. */
    private static List<Long> tooFine(byte[] bytes) {
        ByteBuffer elf = elf(bytes);
        List<Integer> headers = loads(elf);
        assertTrue("nothing to load", headers.size() > 0);
        List<Long> fine = new ArrayList<>();
        for (int header : headers) {
            long alignment = wide(elf) ? elf.getLong(header + 48) : elf.getInt(header + 28);
            if (alignment % PAGE_BYTES != 0) {
                fine.add(alignment);
            }
        }
        return fine;
    }

    private static void putAlignment(ByteBuffer elf, int header, int alignment) {
        if (wide(elf)) {
            elf.putLong(header + 48, alignment);
        } else {
            elf.putInt(header + 28, alignment);
        }
    }

    /** Where the program headers of segments to load are: System V ABI, ELF-32 and ELF-64. */
    private static List<Integer> loads(ByteBuffer elf) {
        int at = wide(elf) ? (int) elf.getLong(32) : elf.getInt(28);
        int size = elf.getShort(wide(elf) ? 54 : 42);
        int count = elf.getShort(wide(elf) ? 56 : 44);
        List<Integer> loads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (elf.getInt(at + i * size) == PT_LOAD) {
                loads.add(at + i * size);
            }
        }
        return loads;
    }

    private static boolean wide(ByteBuffer elf) {
        return elf.get(4) == 2;
    }

    private static ByteBuffer elf(byte[] bytes) {
        ByteBuffer elf = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        assertEquals("no ELF file", 0x464c457f, elf.getInt(0));
        return elf;
    }
}
