package dev.sotto.cli;

import dev.sotto.Sotto;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto backup}: copies a store. */
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = "Copies a store into an empty directory, also while another process has it open.",
        footer = {
            "",
            "To restore: stop whatever uses the store, put a copy of the backup's sotto.db in its place (and remove",
            "sotto.db-wal and sotto.db-shm there), start. The restored store draws new epochs, so other peers compare",
            "notes with it afresh.",
            "",
            "Examples:",
            "  sotto backup --dir till --to /media/backup/2026-11-22",
            "  sotto backup --dir till --to copy --json"
        })
final class BackupCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store's directory.")
    private Path directory = Path.of("");

    @Option(
            names = "--to",
            required = true,
            paramLabel = "DIR",
            description = "Where the copy goes: empty, or not there.")
    private Path to = Path.of("");

    @Option(names = "--json", description = "Names the copy in one JSON object.")
    private boolean json;

    BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Sotto.backup(ExistingStore.in(directory), to);
        Path copy = to.resolve("sotto.db");
        console.out().println(json ? Printable.object(Map.of("file", copy.toString())) : copy);
        return ExitCode.OK;
    }
}
