package dev.sotto.jvm.sleep;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;

/** What logind asks of systemd when the machine is to sleep: the unit is there, and starting it is a job. Nobody sleeps. */
final class SimulatedSystemd implements AutoCloseable {
    private static final String NAME = "org.freedesktop.systemd1";
    private static final String PATH = "/org/freedesktop/systemd1";
    private static final DBusPath JOB = new DBusPath(PATH + "/job/1");

    private final DBusConnection connection;
    private final AtomicInteger sleeps = new AtomicInteger();

    /** org.freedesktop.systemd1.Manager, as far as logind calls it. */
    @DBusInterfaceName("org.freedesktop.systemd1.Manager")
    public interface Manager extends DBusInterface {
        void Subscribe();

        DBusPath StartUnit(String unit, String mode);

        /** The job is over. */
        class JobRemoved extends DBusSignal {
            public JobRemoved(String path, UInt32 id, DBusPath job, String unit, String result) throws DBusException {
                super(path, id, job, unit, result);
            }
        }
    }

    private SimulatedSystemd(DBusConnection connection) {
        this.connection = connection;
    }

    static SimulatedSystemd on(String address) throws IOException {
        try {
            DBusConnection connection =
                    DBusConnectionBuilder.forAddress(address).withShared(false).build();
            SimulatedSystemd systemd = new SimulatedSystemd(connection);
            connection.exportObject(PATH, systemd.new ManagerObject());
            connection.exportObject(PATH + "/unit/suspend_2etarget", new SuspendTarget());
            connection.requestBusName(NAME);
            return systemd;
        } catch (DBusException e) {
            throw new IOException(e);
        }
    }

    private final class ManagerObject implements Manager {
        @Override
        public void Subscribe() {}

        @Override
        public DBusPath StartUnit(String unit, String mode) {
            sleeps.incrementAndGet();
            return JOB;
        }

        @Override
        public String getObjectPath() {
            return PATH;
        }
    }

    private static final class SuspendTarget implements Properties {
        @Override
        @SuppressWarnings("unchecked") // the caller's type is a wish; D-Bus sends the variant
        public <A> A Get(String interfaceName, String property) {
            return (A) "loaded";
        }

        @Override
        public <A> void Set(String interfaceName, String property, A value) {}

        @Override
        public Map<String, Variant<?>> GetAll(String interfaceName) {
            return Map.of("LoadState", new Variant<>("loaded"));
        }

        @Override
        public String getObjectPath() {
            return PATH + "/unit/suspend_2etarget";
        }
    }

    /** How often the machine has fallen asleep. */
    int sleeps() {
        return sleeps.get();
    }

    /** The machine wakes up. */
    void wake() {
        try {
            connection.sendMessage(new Manager.JobRemoved(PATH, new UInt32(1), JOB, "suspend.target", "done"));
        } catch (DBusException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
