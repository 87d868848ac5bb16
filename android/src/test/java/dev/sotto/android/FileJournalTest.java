package dev.sotto.android;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import java.io.File;
import java.nio.file.Files;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.robolectric.RobolectricTestRunner;

/** The journal on the phone's disk. */
@RunWith(RobolectricTestRunner.class)
public class FileJournalTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void aSnapshotIsReplacedWholeAndSurvivesItsWriter() {
        FileJournal journal = new FileJournal(folder.getRoot());
        assertArrayEquals("the first run", new byte[0], journal.load());
        journal.save(new byte[] {1, 2, 3});
        journal.save(new byte[] {4});
        assertArrayEquals(new byte[] {4}, new FileJournal(folder.getRoot()).load());
    }

    @Test
    public void aSnapshotThatWasNotFinishedIsNeverRead() throws Exception {
        FileJournal journal = new FileJournal(folder.getRoot());
        journal.save(new byte[] {1});
        Files.write(new File(folder.getRoot(), "sotto-background.journal.new").toPath(), new byte[] {9, 9});
        assertArrayEquals(new byte[] {1}, new FileJournal(folder.getRoot()).load());
        journal.save(new byte[] {2});
        assertArrayEquals(new byte[] {2}, new FileJournal(folder.getRoot()).load());
    }

    @Test
    public void whatIsNoJournalIsRefusedWithWords() throws Exception {
        FileJournal journal = new FileJournal(folder.getRoot());
        byte[] tooMuch = new byte[AndroidLimits.JOURNAL_BYTES_MAX + 1];
        assertTrue(assertThrows(IllegalArgumentException.class, () -> journal.save(tooMuch))
                .getMessage()
                .contains("65537 bytes"));
        Files.write(new File(folder.getRoot(), "sotto-background.journal").toPath(), tooMuch);
        assertThrows(IllegalStateException.class, journal::load);
    }
}
