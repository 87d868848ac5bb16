package dev.sotto.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One loop per peer: state is shared between threads in the packages named here and nowhere else in the product. */
class SharedStateTest {
    /** Where threads meet by design. A package is added with its reason, not a class. */
    private static final Set<String> MAY_SHARE = Set.of(
            "dev.sotto", // the facade: any thread may call it
            "dev.sotto.background", // the facade of the keeper: any thread may call it
            "dev.sotto.peer", // the loop itself: where other threads hand over
            "dev.sotto.link", // socket threads hand over to the loop
            "dev.sotto.link.mdns", // so does the thread that hears the networks
            "dev.sotto.jvm", // platform rooms, and everything below: callbacks come on the OS's threads
            "dev.sotto.android",
            "dev.sotto.ios");

    private static final List<Room> PRODUCT =
            List.of(Room.BACKGROUND, Room.CORE, new Room("jvm"), Room.ANDROID, Room.IOS);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "volatile int a;",
                "synchronized void f() {}",
                "void f() { synchronized (this) { hashCode(); } }",
                "java.util.concurrent.atomic.AtomicLong a;",
                "Object f() { return new java.util.concurrent.locks.ReentrantLock(); }"
            })
    void sharingIsSeen(String members) throws Exception {
        Planted.members(members).compile(folder, 17);

        assertFalse(
                SharedState.in(folder.resolve("dev/sotto/planted/Planted.class"))
                        .isEmpty(),
                members);
    }

    @Test
    void aConfinedClassIsNotAccused() throws Exception {
        Planted.members("int a; java.util.concurrent.Executor e; void f() { e.execute(() -> a++); }")
                .compile(folder, 17);

        assertEquals(Set.of(), SharedState.in(folder.resolve("dev/sotto/planted/Planted.class")));
    }

    @Test
    void noPureRoomSharesState() {
        List<String> found = new ArrayList<>();
        for (Room room : PRODUCT) {
            for (Path file : room.classFiles()) {
                Path parent = room.classes().relativize(file).getParent();
                String name = parent == null
                        ? ""
                        : parent.toString().replace('/', '.').replace('\\', '.');
                if (!MAY_SHARE.contains(name)
                        && !name.startsWith("dev.sotto.jvm.")
                        && !name.startsWith("dev.sotto.android.")
                        && !name.startsWith("dev.sotto.ios.")) {
                    found.addAll(SharedState.in(file));
                }
            }
        }

        assertEquals(
                List.of(), found, "confine it to the loop, or hand over an immutable snapshot (docs/ARCHITECTURE.md)");
    }
}
