package dev.sotto.ios;

import dev.sotto.background.BackgroundSync;
import dev.sotto.background.port.Journal;
import dev.sotto.background.port.PowerSnapshot;
import dev.sotto.background.port.PowerSource;
import dev.sotto.background.port.Registration;
import dev.sotto.background.status.Phase;
import dev.sotto.ios.audio.SimAudio;
import dev.sotto.ios.sim.SimApplication;
import dev.sotto.ios.sim.SimEngine;
import dev.sotto.ios.sim.SimTasks;
import dev.sotto.ios.sim.SimTime;
import java.util.Collections;

/** The whole iOS room and the machine on a simulated iPhone, put together as {@link SottoIos} puts them together. */
final class SimIphone {
    static final String WINDOW = "a";

    final SimTime time = new SimTime();
    final SimApplication application = new SimApplication(time);
    final SimTasks tasks = new SimTasks();
    final SimAudio audio = new SimAudio(time::monotonicMillis);
    final SimEngine engine = new SimEngine(time, application);
    final IosPlatform parts = new IosPlatform(time, application, tasks, "com.example.notes");
    private byte[] disk = new byte[0];
    BackgroundSync app;

    /** A launch with the audio rung (or without, as in the App Store), in front, background sync wanted. */
    static SimIphone running(boolean withAudio) {
        SimIphone phone = new SimIphone();
        phone.launch(withAudio);
        phone.application.opens(WINDOW);
        phone.app.start();
        phone.time.pass(1_000);
        return phone;
    }

    /** As {@code didFinishLaunching} does it. */
    SimIphone launch(boolean withAudio) {
        application.held = audio::sounds;
        app = BackgroundSync.on(
                parts.with(withAudio ? Collections.singletonList(audio.mechanism()) : Collections.emptyList())
                        .executor(time)
                        .workers(time)
                        .power(new OnBattery())
                        .journal(new Disk())
                        .build());
        parts.register();
        app.attach(engine);
        time.settle();
        return this;
    }

    SimIphone later(long millis) {
        audio.background = true;
        engine.heldOtherwise = audio.sounds();
        time.pass(millis);
        engine.heldOtherwise = audio.sounds();
        return this;
    }

    /** Home, and half a second. */
    SimIphone leave() {
        application.leaves(WINDOW);
        return later(500);
    }

    SimIphone comeBack() {
        audio.background = false;
        application.returns(WINDOW);
        time.pass(500);
        return this;
    }

    /** The truth: the system keeps the process alive by its sound, and the machine knows. */
    boolean alive() {
        return audio.sounds() && app.status().phase() == Phase.HOLDING;
    }

    String story() {
        return app.status() + "\naudio: " + audio.calls + "\napp: " + application.log + "\nengine: " + engine.calls;
    }

    private static final class OnBattery implements PowerSource {
        @Override
        public PowerSnapshot current() {
            return new PowerSnapshot(80, false, false, PowerSnapshot.Thermal.NOMINAL);
        }

        @Override
        public Registration subscribe(Listener listener) {
            return Registration.NONE;
        }
    }

    private final class Disk implements Journal {
        @Override
        public byte[] load() {
            return disk.clone();
        }

        @Override
        public void save(byte[] snapshot) {
            disk = snapshot.clone();
        }
    }
}
