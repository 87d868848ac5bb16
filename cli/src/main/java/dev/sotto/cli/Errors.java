package dev.sotto.cli;

import dev.sotto.SottoException;
import dev.sotto.document.Refusal;
import dev.sotto.document.RefusedException;
import dev.sotto.query.StatementException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * The one place that tells the user what went wrong: {@code sotto: error CODE: what is got, wanted wanted}, and what to do. A
 * stack trace only with {@code --debug}.
 */
public final class Errors implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
    private static final Map<String, String> ADVICE = new TreeMap<>();

    static {
        ADVICE.put("DB_LOCKED", "end that process, or give this one a directory of its own");
        ADVICE.put("DB_KEY_OR_FORMAT", "give a directory that holds a store, or an empty one");
        ADVICE.put("DB_NEWER", "update this Sotto; the store was not touched");
        ADVICE.put("STORE_NOT_FOUND", "check --dir; peer, shell and import make a store where there is none");
        ADVICE.put("STORAGE_READ_ONLY", "give a directory that you may write to (ls -ld shows whose it is)");
        ADVICE.put("STORAGE_FULL", "make room on the disk; nothing that was acknowledged is lost");
        ADVICE.put("STORAGE_IO", "look after the disk, then start again; see docs/DURABILITY.md");
        ADVICE.put("STORAGE_LOST", "bring the directory back, then start again; see docs/DURABILITY.md");
        ADVICE.put("STORAGE_MEMORY", "close other programs, then start again; nothing that was acknowledged is lost");
        ADVICE.put("STORAGE_SYNC", "look after the disk, then start again; see docs/DURABILITY.md");
        ADVICE.put("QUEUE_FULL", "try again when the machine has less to do");
        ADVICE.put("CLOSED", "start again, and report what --debug prints; your documents are not affected");
        ADVICE.put("BACKUP_EXISTS", "name another directory; a backup overwrites nothing");
        ADVICE.put("IMPORT_LINE", "mend that line and import again; lines that are stored already are left alone");
        ADVICE.put("INPUT_NOT_UTF8", "write it anew as UTF-8 (iconv -f LATIN1 -t UTF-8 does)");
        ADVICE.put("PORT_TAKEN", "choose another port, or port 0 for any free one");
        ADVICE.put("ADDRESS_INVALID", "write it like 127.0.0.1:4040");
        ADVICE.put("ADDRESS_UNAVAILABLE", "listen on 0.0.0.0 to accept on all addresses of this machine");
        ADVICE.put("HOST_UNKNOWN", "check the name, or give the address in digits");
        ADVICE.put("LISTEN_FAILED", "choose another address or port");
        ADVICE.put("FILE_EXISTS", "choose another name; a file that is there is never overwritten");
        ADVICE.put("FILE_NOT_FOUND", "check the path; if it is a key that is missing: sotto key FILE");
        ADVICE.put("FILE_NOT_PRIVATE", "take the rights of others away: chmod 600 FILE");
        ADVICE.put("FILE_UNREADABLE", "check the path, and whose file it is (ls -l)");
        ADVICE.put("FILE_UNWRITABLE", "check the path, and whose folder it is (ls -ld)");
        ADVICE.put("FILE_TOO_LARGE", "check the path: such files are small");
        ADVICE.put("KEY_INVALID", "make a key with: sotto key FILE, and copy that file to each device");
        ADVICE.put("PEM_INVALID", "give the file as sotto key ca, device or revoke wrote it");
        ADVICE.put("CERT_INVALID", "make it anew with: sotto key device FILE --ca FILE");
        ADVICE.put("CERT_UNTRUSTED", "make it anew with: sotto key device FILE --ca FILE");
        ADVICE.put("SERIAL_INVALID", "give the serial that sotto key device printed, or its file with --device");
        ADVICE.put("XML_INVALID", "give the file that the build makes, as sotto doctor --help shows");
        ADVICE.put("PLIST_INVALID", "give the file that the build makes, as sotto doctor --help shows");
        ADVICE.put("MANIFEST_COMPILED", "give the text that the build makes, as sotto doctor --help shows");
        ADVICE.put("COMMAND_UNKNOWN", "see the list with: .help");
        ADVICE.put("COMMAND_INVALID", "see the list with: .help");
        ADVICE.put("PARAMETER_MISSING", "write the value itself: only apps hand parameters over");
        ADVICE.put("QUERY_INVALID", "see docs/STATEMENTS.md, and examples with: sotto shell --help");
    }

    /** What to do, for a code that has an advice. */
    static Optional<String> advice(String code) {
        return Optional.ofNullable(ADVICE.get(code));
    }

    private final Console console;

    public Errors(Console console) {
        this.console = console;
    }

    @Override
    public int handleExecutionException(Exception thrown, CommandLine commandLine, ParseResult parsed) {
        boolean debug = parsed.expandedArgs().contains("--debug");
        return report(thrown, debug);
    }

    @Override
    public int handleParseException(ParameterException thrown, String[] args) {
        Throwable cause = thrown.getCause();
        if (cause instanceof RefusedException refused) {
            print(refused.refusal());
            return ExitCode.of(refused.refusal().code());
        }
        CommandLine command = thrown.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        console.err().println("sotto: error USAGE: " + Printable.text(String.valueOf(thrown.getMessage())));
        CommandLine.UnmatchedArgumentException.printSuggestions(thrown, console.err());
        console.err().println("  do: " + name + " --help");
        return ExitCode.USAGE;
    }

    /** Prints what was thrown; the exit code. */
    public int report(Throwable thrown, boolean debug) {
        if (debug) {
            thrown.printStackTrace(console.err());
        }
        if (thrown instanceof StatementException wrong) {
            // Its own message says the line and column too.
            console.err().println("sotto: error " + Printable.text(String.valueOf(wrong.getMessage())));
            advise(ADVICE.containsKey(wrong.code()) ? wrong.code() : "QUERY_INVALID");
            return ExitCode.of(wrong.code());
        }
        if (thrown instanceof SottoException failed) {
            print(failed.refusal());
            return ExitCode.of(failed.code());
        }
        if (thrown instanceof RefusedException refused) {
            print(refused.refusal());
            return ExitCode.of(refused.refusal().code());
        }
        if (thrown instanceof IllegalArgumentException) {
            console.err().println("sotto: error USAGE: " + Printable.text(String.valueOf(thrown.getMessage())));
            console.err().println("  do: put that right; sotto COMMAND --help shows what each option takes");
            return ExitCode.USAGE;
        }
        if (thrown instanceof CharacterCodingException) {
            Refusal refusal = new Refusal("INPUT_NOT_UTF8", "standard input", "not UTF-8", "UTF-8");
            print(refusal);
            return ExitCode.of(refusal.code());
        }
        console.err().println("sotto: error BUG: " + Printable.text(thrown.toString()));
        console.err()
                .println("  do: run it again with --debug, and report what it prints; your documents are not affected");
        return ExitCode.BUG;
    }

    private void print(Refusal refusal) {
        PrintWriter err = console.err();
        err.println("sotto: error " + refusal.code() + ": "
                + Printable.text(refusal.field() + " is " + refusal.got() + ", wanted " + refusal.wanted()));
        advise(refusal.code());
    }

    private void advise(String code) {
        advice(code).ifPresent(advice -> console.err().println("  do: " + advice));
    }
}
