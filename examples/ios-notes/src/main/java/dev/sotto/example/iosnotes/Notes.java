package dev.sotto.example.iosnotes;

import java.util.concurrent.atomic.AtomicReference;

/** The engine of this process, for the scenes that UIKit makes. */
final class Notes {
    private static final AtomicReference<NoteEngine> ENGINE = new AtomicReference<NoteEngine>();

    private Notes() {}

    static void install(NoteEngine engine) {
        ENGINE.set(engine);
    }

    static NoteEngine engine() {
        NoteEngine engine = ENGINE.get();
        if (engine == null) {
            throw new IllegalStateException("didFinishLaunching installs the engine before UIKit makes a scene");
        }
        return engine;
    }
}
