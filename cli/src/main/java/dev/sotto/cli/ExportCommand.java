package dev.sotto.cli;

import dev.sotto.DiskUsage;
import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.document.RefusedException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto export}: documents as lines of JSON. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Writes a store's documents as lines of JSON, as they are at one moment.",
        footer = {
            "",
            "Without --collection each line says whose document it has: {\"collection\":\"orders\",\"document\":{...}}.",
            "Integers are exact, doubles have a point or an exponent, bytes are {\"\\u0000\":\"hex\"}. Deleted documents and the",
            "history that merging needs stay behind: that is what backup is for.",
            "",
            "Examples:",
            "  sotto export --dir till --to till.jsonl",
            "  sotto export --dir till --collection orders | gzip > orders.jsonl.gz"
        })
final class ExportCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--dir", required = true, paramLabel = "DIR", description = "The store's directory.")
    private Path directory = Path.of("");

    @Option(names = "--to", paramLabel = "FILE", description = "A new file. Default: standard output.")
    private Optional<Path> to = Optional.empty();

    @Option(names = "--collection", paramLabel = "NAME", description = "Only this one, each line its document.")
    private Optional<String> collection = Optional.empty();

    @Option(names = "--json", description = "Says at the end, on standard error, how many as JSON.")
    private boolean json;

    ExportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        long documents = Sotto.diskUsage(directory).collections().stream()
                .filter(one -> collection.isEmpty() || collection.get().equals(one.name()))
                .mapToLong(DiskUsage.Collection::documents)
                .sum();
        long written = to.isPresent() ? toFile(to.get(), documents) : export(console.out(), documents);
        console.err().println(json ? "{\"documents\":" + written + "}" : written + " documents");
        return ExitCode.OK;
    }

    private long toFile(Path file, long documents) throws IOException {
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW)) {
            return export(out, documents);
        } catch (FileAlreadyExistsException e) {
            throw new RefusedException("FILE_EXISTS", "file", file, "a name that is free");
        }
    }

    private long export(Writer out, long documents) throws IOException {
        AtomicLong done = new AtomicLong();
        try (Sotto sotto = Sotto.open(SottoConfig.in(directory).appId("sotto").build());
                ProgressBar bar = new ProgressBar(console, documents, done::get)) {
            long written = collection.isPresent()
                    ? sotto.exportLines(collection.get(), out, n -> progress(n, done, bar))
                    : sotto.exportLines(out, n -> progress(n, done, bar));
            out.flush();
            return written;
        }
    }

    private static void progress(long count, AtomicLong done, ProgressBar bar) {
        done.set(count);
        bar.documents(count);
    }
}
