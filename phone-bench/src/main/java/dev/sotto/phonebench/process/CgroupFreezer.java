package dev.sotto.phonebench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Freezes through cgroup v2's {@code cgroup.freeze}, the mechanism of Android's cached-apps freezer: the kernel stops the
 * whole group, children included, in a state that the app can neither see nor refuse, and {@code cgroup.kill} ends it
 * frozen or not. Source: the kernel's Documentation/admin-guide/cgroup-v2.rst, "Core Interface Files".
 *
 * <p>The hierarchy is where /proc/self/mountinfo says, not always /sys/fs/cgroup. Below it a group may be made at the
 * root by root, or under this process's own group where that was delegated to the user: both are tried.
 */
public final class CgroupFreezer implements Freezer {
    private static final String ID = "cgroup";
    private static final String REMEDY = "needs Linux with cgroup v2 writable for this user, for example as root";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Availability probe() {
        List<Path> parents;
        try {
            parents = parents();
        } catch (IOException unreadable) {
            return Availability.missing("no cgroups: " + unreadable.getMessage(), REMEDY);
        }
        if (parents.isEmpty()) {
            return Availability.missing("no cgroup v2 hierarchy is mounted", REMEDY);
        }
        String failure = "";
        for (Path parent : parents) {
            Optional<String> refused = attempt(parent);
            if (refused.isEmpty()) {
                return Availability.usable("cgroup v2 at " + parent);
            }
            failure = refused.get();
        }
        return Availability.missing("cgroup v2 does not freeze here: " + failure, REMEDY);
    }

    @Override
    public Cell cell(String name) throws IOException {
        IOException last = new IOException("no cgroup v2 hierarchy is mounted");
        for (Path parent : parents()) {
            if (attempt(parent).isEmpty()) {
                return new CgroupCell(Files.createDirectory(parent.resolve("sotto-" + name)));
            }
            last = new IOException("cgroup v2 does not freeze at " + parent);
        }
        throw last;
    }

    /** Freezes and kills a shell that waits: rights, delegation and kernel are asked by doing it, not by reading modes. */
    private static Optional<String> attempt(Path parent) {
        Path group = parent.resolve("sotto-probe-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
        try (CgroupCell cell = new CgroupCell(Files.createDirectory(group))) {
            cell.start(new ProcessBuilder("sleep", "5"));
            cell.freeze();
            cell.thaw();
            return Optional.empty();
        } catch (IOException refused) {
            return Optional.of(refused.toString());
        }
    }

    /** Where a group may be made: under this process's own group, then at the hierarchy's root. */
    private static List<Path> parents() throws IOException {
        List<Path> parents = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("/proc/self/mountinfo"))) {
            Optional<Mount> mount = Mount.cgroup2(line);
            if (mount.isPresent()) {
                Path own = mount.get().at(ownGroup());
                // A group with members may have children that freeze as long as it hands down no controller.
                if (!own.equals(mount.get().point()) && Files.isDirectory(own)) {
                    parents.add(own);
                }
                parents.add(mount.get().point());
            }
        }
        return parents;
    }

    private static String ownGroup() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/cgroup"))) {
            if (line.startsWith("0::")) {
                return line.substring("0::".length());
            }
        }
        return "/";
    }

    /** A mounted part of a hierarchy: {@code root} is the path inside the hierarchy that is seen at {@code point}. */
    record Mount(String root, Path point) {
        /** Reads "31 23 0:28 ROOT POINT options - cgroup2 source options"; spaces in paths are octal escapes. */
        static Optional<Mount> cgroup2(String line) {
            String[] halves = line.split(" - ", 2);
            String[] fields = halves[0].split(" ");
            if (halves.length < 2 || fields.length < 5 || !halves[1].startsWith("cgroup2 ")) {
                return Optional.empty();
            }
            return Optional.of(new Mount(fields[3], Path.of(fields[4].replace("\\040", " "))));
        }

        Path at(String group) {
            String below = group.startsWith(root) ? group.substring(root.length()) : group;
            return point.resolve(below.startsWith("/") ? below.substring(1) : below);
        }
    }
}
