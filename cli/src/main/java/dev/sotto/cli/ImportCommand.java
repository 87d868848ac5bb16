package dev.sotto.cli;

import dev.sotto.Sotto;
import dev.sotto.SottoConfig;
import dev.sotto.document.RefusedException;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sotto import}: lines of JSON as documents. */
@Command(
        name = "import",
        mixinStandardHelpOptions = true,
        description = "Stores lines of JSON, as export writes them, as documents.",
        footer = {
            "",
            "A document that is there already is replaced; one that is there and the same is left alone. So an import that was",
            "broken off is begun again: what was stored costs a look. Lines are stored 200 at a time, all or none of them.",
            "",
            "Examples:",
            "  sotto import --dir phone --from till.jsonl",
            "  gunzip -c orders.jsonl.gz | sotto import --dir phone --collection orders"
        })
final class ImportCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--dir",
            required = true,
            paramLabel = "DIR",
            description = "The store's directory; made if not there.")
    private Path directory = Path.of("");

    @Option(names = "--from", paramLabel = "FILE", description = "Default: standard input.")
    private Optional<Path> from = Optional.empty();

    @Option(names = "--collection", paramLabel = "NAME", description = "Each line is a document of this one.")
    private Optional<String> collection = Optional.empty();

    @Option(names = "--json", description = "Says at the end how many as JSON.")
    private boolean json;

    ImportCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException {
        long stored = from.isPresent()
                ? fromFile(from.get())
                : store(console.in(), new Counted(InputStream.nullInputStream()), 0);
        console.out().println(json ? "{\"lines\":" + stored + "}" : stored + " lines stored");
        return ExitCode.OK;
    }

    private long fromFile(Path file) throws IOException {
        try (Counted bytes = new Counted(Files.newInputStream(file));
                BufferedReader in = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            return store(in, bytes, Files.size(file));
        } catch (NoSuchFileException e) {
            throw new RefusedException("FILE_NOT_FOUND", "file", file, "a file that is there");
        }
    }

    private long store(BufferedReader in, Counted bytes, long total) throws IOException {
        try (Sotto sotto = Sotto.open(SottoConfig.in(directory).appId("sotto").build());
                ProgressBar bar = new ProgressBar(console, total, bytes::count)) {
            return collection.isPresent()
                    ? sotto.importLines(collection.get(), in, bar::documents)
                    : sotto.importLines(in, bar::documents);
        }
    }

    /** Counts what was read. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        long count() {
            return count;
        }

        @Override
        public int read() throws IOException {
            int one = super.read();
            count += one < 0 ? 0 : 1;
            return one;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
