package dev.sotto.phonebench.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a group lies in the file system, by lines of /proc/self/mountinfo as kernels print them. */
final class CgroupMountTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "30 23 0:26 / /sys/fs/cgroup rw,nosuid shared:9 - cgroup2 cgroup2 rw,nsdelegate | /a/b | /sys/fs/cgroup/a/b",
                "38 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw | / | /sys/fs/cgroup/unified",
                "41 30 0:26 /box/7 /sys/fs/cgroup ro - cgroup2 cgroup rw | /box/7/app | /sys/fs/cgroup/app",
                "41 30 0:26 / /mnt/two\\040words rw - cgroup2 cgroup rw | /app | /mnt/two words/app",
            })
    void aGroupIsFoundBelowTheMountPoint(String line, String group, String expected) {
        assertEquals(
                Optional.of(Path.of(expected)),
                CgroupFreezer.Mount.cgroup2(line).map(mount -> mount.at(group)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "37 31 0:34 / /sys/fs/cgroup/freezer rw,relatime - cgroup cgroup rw,freezer",
                "31 23 0:28 / /sys/fs/cgroup rw,relatime - tmpfs tmpfs rw,mode=755",
                "not a mount",
            })
    void otherFileSystemsAreNoCgroup2(String line) {
        assertEquals(Optional.empty(), CgroupFreezer.Mount.cgroup2(line));
    }
}
